"""Genkan: from a phone export and a family's notes to where things stand."""

__version__ = "0.1.0"
