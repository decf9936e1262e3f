"""Starts the pretend world on one machine; not in the wheel."""
