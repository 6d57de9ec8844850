"""Every read that is shown: (reader, viewer, args) to a small frozen view."""
