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
_PAGE_KEYS: Final = {
    "The stacks": (
        ("← →", "from tome to tome; ↑ ↓ from shelf to shelf"),
        ("Home End", "the first and the last tome"),
        ("PageUp PageDown", "a year back and on"),
        ("Enter", "open the tome"),
        ("+ - 0", "nearer, farther, and all years at once"),
        ("Esc", "let go of the figure that is chosen"),
    ),
    "A dream": (
        ("[ ]", "the dream before it in its series, and the one after"),
        ("j k", "to the next code, and to the one before"),
        ("Enter", "what the code is, and who says so"),
        ("a", "accept the code; A all codes of its scale"),
        ("c", "change it: type another, or choose"),
        ("x", "remove it"),
        ("e", "let it stand on the words that are selected; E on these too"),
        ("n", "add a code on the words that are selected"),
        ("→ ←", "on a code or its words: select word by word; with Shift, more or fewer"),
        ("u", "take the last of these back"),
        ("Esc", "close what came up beside the text"),
    ),
    "Writing": (
        ("Ctrl Enter", "keep the dream"),
        ("Esc", "leave the field, so that the keys work again"),
    ),
    "Searching": (
        ("↓ ↑", "from the field to the results, along them, and back"),
        ("Enter", "keep the search under its address; on a result, open the dream"),
    ),
    "Figures, places and motifs": (
        ("/ Enter", "filter the list, and go to the first that is left"),
        ("Esc", "on a figure's page: leave the form that stands open"),
    ),
    "The network": (
        ("← ↑ → ↓", "to a neighbour"),
        ("PageUp PageDown", "by number of dreams; Home and End to the most and the least seen"),
        ("+ - 0", "nearer, farther, and all of it"),
        ("Shift ←", "moves the picture; so do the other arrows"),
    ),
    "The calendar": (
        ("← ↑ → ↓", "from night to night"),
        ("PageUp PageDown", "from year to year; Home and End within a month"),
    ),
}
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
