"""Tests of the pure decisions: sentences about plain values."""
