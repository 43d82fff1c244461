"""Doors: pages, by who stands at the door."""
