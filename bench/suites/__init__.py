"""One suite a module; each has `run(bench)`, which tells its figures as it finds them."""
