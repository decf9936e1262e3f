"""The store: engine, column types, migrations; it knows no table of any room."""
