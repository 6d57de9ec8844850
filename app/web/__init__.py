"""The door for browsers: pages and fragments."""
