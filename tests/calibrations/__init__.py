"""Calibration sessions."""
