"""Every SELECT; who may see what is decided here."""
