"""Every write: one verb, one function, one part of one transaction."""
