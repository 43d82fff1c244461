"""The same pages for programs: JSON in, JSON out, asked through the same gate."""
