"""Bytes in, bytes out; decides nothing."""
