"""How the room looks to whoever sits in it: light, motion, discretion; kept in a cookie, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Self
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from noctuary.errors import InputError
from noctuary.library.corrections import NOBODY_IN_PARTICULAR, corrector

#: The name of the cookie.
COOKIE: Final = "noctuary_look"
_YEAR: Final = 365 * 24 * 3600

#: What each setting may be; the first where nothing was chosen.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "light": ("system", "night", "day"),
    "motion": ("system", "still"),
    "discreet": ("no", "yes"),
    "tabs": ("plain", "titles"),
    "stacks": ("shelves", "list"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What was chosen.

    Parameters
    ----------
    light
        ``night``, ``day``, or as the system has it.
    motion
        ``still`` stops whatever moves endlessly.
    discreet
        Whether texts and names are blurred.
    tabs
        Whether the tab of the browser shows the title of a dream.
    stacks
        Whether the home page shows shelves or a list.
    coder
        What the person is called who corrects codes.
    """

    light: str = "system"
    motion: str = "system"
    discreet: str = "no"
    tabs: str = "plain"
    stacks: str = "shelves"
    coder: str = NOBODY_IN_PARTICULAR

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read it from the cookie; what makes no sense there is as if nothing was chosen."""
        given = dict(parse_qsl(request.cookies.get(COOKIE, "")))
        chosen = {name: given[name] for name, allowed in CHOICES.items() if given.get(name) in allowed}
        return cls(**chosen, coder=_coder(given.get("coder", NOBODY_IN_PARTICULAR)))

    def keep(self, response: Response) -> None:
        """Put it into the cookie."""
        chosen = {each.name: getattr(self, each.name) for each in fields(self)}
        response.set_cookie(COOKIE, urlencode(chosen), max_age=_YEAR, samesite="strict", path="/")


def _coder(name: str) -> str:
    try:
        return corrector(name).name
    except InputError:
        return NOBODY_IN_PARTICULAR
