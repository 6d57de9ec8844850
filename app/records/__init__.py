"""Tables (SQLModel), one file per noun; the edge to the database and the event log."""
