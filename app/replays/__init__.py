"""A client of the public API, and of nothing else, that plays a scenario folder on a server."""
