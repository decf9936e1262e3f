"""How the schema came to be what it is; run by `gateway.store.migrate`."""
