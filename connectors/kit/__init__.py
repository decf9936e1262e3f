"""What every connector family builds on: the contract, the errors, the transport, the mapping."""
