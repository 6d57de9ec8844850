"""The demo workspace: three small projects of our own writing, built through the same actions."""
