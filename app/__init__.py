"""Precedent: where the people who label data and the people who train on it settle meaning."""
