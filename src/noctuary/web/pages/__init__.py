"""The pages of the reading room, one module for each thing to look at; each holds its ``routes``."""

from __future__ import annotations

from typing import Final

from noctuary.web.pages import help as help_page
from noctuary.web.pages import stacks, write

#: Every module with pages.
PAGES: Final = (stacks, write, help_page)
