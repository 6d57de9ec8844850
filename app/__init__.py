"""Precedent: where the people who label data and the people who train on it settle meaning."""

import os

# What is computed here is small: more threads of numpy's would wait for each other, and take the
# processors from those who serve (ten times as long on a busy machine).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
