"""Exams, the attempts at them, and what passing gives."""
