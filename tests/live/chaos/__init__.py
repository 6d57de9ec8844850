"""Chaos: people talk while sockets, tabs, answers and servers fail; in the end all see the same."""
