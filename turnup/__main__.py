"""`python -m turnup` is `turnup`."""

from turnup.cli.app import main

main()
