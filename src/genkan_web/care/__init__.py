"""What passes between notebooks and people: links, shares, codes, and opening in an emergency."""
