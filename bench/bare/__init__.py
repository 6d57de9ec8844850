"""Programs that do the bare minimum of the same work: the limit we measure ourselves against."""
