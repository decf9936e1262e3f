"""A pretend Tessaly: a real SSH server and the files that the pretend maker drops there."""
