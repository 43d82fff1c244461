"""Taking along, going away, staying asleep: everything in one file, back again, hidden, erased."""
