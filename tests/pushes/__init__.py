"""Web Push, handed to a push service of the tests' own."""
