"""The live door: one WebSocket per tab, fed from the event log."""
