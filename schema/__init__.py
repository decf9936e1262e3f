"""The words of the house: the vocabulary of cell and gene therapy and its GraphQL shape."""
