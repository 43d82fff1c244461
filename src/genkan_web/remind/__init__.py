"""Reminders: asked for, empty of content, quiet at night, and ending by themselves."""
