"""FHIR R4 servers of manufacturers: a Provenance for each step of an order."""
