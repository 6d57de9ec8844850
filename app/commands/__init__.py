"""The commands of `precedent`: each module holds one, as a function of the module's name."""
