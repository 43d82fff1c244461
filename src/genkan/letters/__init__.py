"""Sheets that leave the screen: one HTML file, a PDF, a PNG."""
