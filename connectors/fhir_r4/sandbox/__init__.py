"""A pretend Norvane: a real HAPI FHIR server and what the pretend maker writes into it."""
