"""Knows the family of manufacturers with a JSON interface over HTTP, signed in to with OAuth2."""
