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
    ("← → ↑ ↓", "on the shelves, from tome to tome; Enter opens it"),
    ("PageUp PageDown", "on the shelves, from bay to bay"),
    ("+ − 0", "on the shelves, nearer, farther, all at once"),
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
