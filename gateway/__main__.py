"""`python -m gateway`: every process of the house starts here."""

from gateway.cli import main

main()
