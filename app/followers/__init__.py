"""The log read after the fact, each follower with its own cursor."""
