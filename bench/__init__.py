"""What is fast, measured against what, in one run. Never a test: speed depends on the machine."""
