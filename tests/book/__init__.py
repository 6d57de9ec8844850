"""Tests of the guideline, its drafts, approvals, cases and changelog."""
