"""Manufacturers: how their portals are read."""
