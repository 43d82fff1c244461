"""SQLite whose writers wait for each other in short steps."""
