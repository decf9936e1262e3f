"""The record of what is secret: keys, sealing, blind indexes."""
