"""Frozen records and enums that every room shares; standard library only."""
