"""What people write and keep: notebooks, notes of a day, days out of files, answers."""
