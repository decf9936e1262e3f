"""Logs and metrics, with no personal data in either."""
