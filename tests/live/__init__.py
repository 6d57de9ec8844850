"""Tests of the live door: what people who are connected hear, and what they must not."""
