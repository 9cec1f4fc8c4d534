"""The pages of the reading room, one module for each thing to look at; each holds its ``routes``."""

from __future__ import annotations

from typing import Final

from noctuary.web.pages import (
    book,
    bring_in,
    calendar,
    cast,
    correcting,
    feelings,
    figures,
    lock,
    motifs,
    network,
    places,
    profile,
    search,
    selection,
    stacks,
    take_out,
    tome,
    write,
)
from noctuary.web.pages import help as help_page

#: Every module with pages.
PAGES: Final = (
    stacks,
    write,
    tome,
    correcting,
    search,
    figures,
    cast,
    places,
    motifs,
    network,
    profile,
    calendar,
    feelings,
    selection,
    bring_in,
    take_out,
    book,
    lock,
    help_page,
)
