"""The record of who looked."""
