"""``python -m evalsite``."""

from evalsite.cli import main

main()
