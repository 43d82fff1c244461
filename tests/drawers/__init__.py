"""A small app of the tests: a table with every kind of locked field, which no real table is asked to be."""
