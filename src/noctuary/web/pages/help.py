"""The keys, and how to search."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from noctuary.web.respond import page

_KEYS: Final = (
    ("w", "write a dream down"),
    ("/", "search, or filter what is shown"),
    (".", "blur texts and names, and show them again"),
    ("g s", "the stacks"),
    ("g f", "figures"),
    ("g p", "places"),
    ("g m", "motifs"),
    ("g n", "the network"),
    ("g r", "the profile"),
    ("g c", "the calendar"),
    ("?", "this page"),
)
_PAGE_KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("[", "at a dream: the one before it in its series"),
    ("]", "at a dream: the one after it"),
    ("Escape", "at a dream, where what stands beside it comes up as a sheet: close it"),
    ("↓ ↑", "search: from the field to the results, along them, and back"),
    ("Enter", "search: keep the search under its address; on a result, open the dream"),
    ("j k", "at a dream: to its next code, and to the one before"),
    ("Enter", "what the code is, and who says so"),
    ("a", "accept the code; A all codes of its scale"),
    ("c", "change it: type another, or choose"),
    ("x", "remove it"),
    ("e", "let it stand on the words that are selected; E on these too"),
    ("n", "add a code on the words that are selected"),
    ("u", "take the last of these back"),
    ("→ ←", "on a code or its words: select word by word; with Shift, more or fewer"),
    ("← ↑ → ↓", "in the network to a neighbour, in the calendar from night to night"),
    ("PageUp PageDown", "in the network by number of dreams, in the calendar from year to year"),
    ("Home End", "the most and the least seen figure; the first and last night of a month"),
    ("+ - 0", "the network nearer, farther, and all of it"),
    ("Shift ←", "moves the picture of the network; so do the other arrows"),
    ("Ctrl Enter", "writing: keep the dream"),
    ("Esc", "writing: leave the field, so that the keys work again"),
    ("/ Enter", "in figures, places and motifs: filter the list, and go to the first that is left"),
    ("Esc", "on a figure's page: leave the form that stands open"),
)
_SEARCHES: Final = (
    ("river", "the word, whatever its case or accents"),
    ('"old house"', "the phrase"),
    ("librar*", "words that begin so"),
    ("cat OR dog", "either"),
    ("-snake", "not; works before the others as well"),
    ("emotion:AP", "a feeling: AN anger, AP apprehension, SD sadness, CO confusion, HA happiness"),
    ("character:1MKA", "a character; * and ? stand for letters"),
    ("date:1985-03", "a year, month or day; 1985..1990 a span of them; also after: and before:"),
    ("tag:flying", "a tag"),
    ("series:journal", "a series"),
    ("lucid:yes", "lucid dreams"),
    ("/colou?r/", "a regular expression"),
)


def help_page(request: Request) -> Response:
    """Show the keys and the language of searches."""
    return page(request, "help.html", keys=_KEYS, page_keys=_PAGE_KEYS, searches=_SEARCHES)


routes = [Route("/help", help_page)]
