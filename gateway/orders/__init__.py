"""The record of what is so: facts, their fold, and the projection that is read."""
