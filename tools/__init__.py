"""Checks and generators for this project."""
