"""Learning from vendors: what is due, pulling, mapping, storing."""
