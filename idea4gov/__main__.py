"""`python -m idea4gov`: the same command as `idea4gov`."""

from idea4gov.cli import main

main()
