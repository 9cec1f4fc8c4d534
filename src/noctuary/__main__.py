"""``python -m noctuary``."""

from noctuary.cli import main

main()
