"""The GraphQL surface, derived from the vocabulary."""
