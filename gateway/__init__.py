"""The house: everything that reads, keeps, masks and shows."""
