"""Plays the manufacturer Helvance: own words, dates, numbers and store; not in the wheel."""
