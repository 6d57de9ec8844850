"""What every door shares: who is asking, the limits, and how a refusal is told."""
