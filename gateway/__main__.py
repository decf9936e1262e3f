"""`python -m gateway`: every process of the house starts here."""

import gc

gc.disable()  # thousands of classes come and all stay: looking for garbage is a sixth of a start
from gateway.cli import main  # noqa: E402

main()
