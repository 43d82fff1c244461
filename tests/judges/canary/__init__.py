"""A small site that is wrong on purpose: every judge is shown it first, and must say what is wrong."""
