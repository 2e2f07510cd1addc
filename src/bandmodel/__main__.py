"""`python -m bandmodel` is the command line."""

from bandmodel.cli import main

main()
