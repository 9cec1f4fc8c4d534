"""What the stacks show, as it stands in an address: how they are arranged, and which tomes are there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.datastructures import URL

from noctuary.dates import parse_date
from noctuary.dream import Lucidity, PartialDate
from noctuary.errors import InputError
from noctuary.library.stacks import Choice, Order
from noctuary.spine import FEELINGS

_FIGURE: Final = re.compile(r"(\d{1,9})-([0-9a-f]{16})")
_TOKEN: Final = re.compile(r"[0-9a-f]{16}")
_NUMBER: Final = re.compile(r"\d{1,9}")
_START_ANEW: Final = "Begin again at the stacks."


@dataclass(frozen=True, slots=True)
class FigureAt:
    """A figure in an address: the number of its series, and its token."""

    series: int
    token: str

    def __str__(self) -> str:
        return f"{self.series}-{self.token}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the stacks show.

    Parameters
    ----------
    choice
        Which tomes, in which order.
    search
        The token of the kept search that they are found by.
    figure
        Whose tomes are lit.
    alone
        Whether the tomes of the figure are the only ones.
    page
        Of the list, from 1.
    """

    choice: Choice = field(default_factory=Choice)
    search: str | None = None
    figure: FigureAt | None = None
    alone: bool = False
    page: int = 1

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Shown:
        """Read it from the query of an address; what is not there, or empty, is as if nothing was chosen.

        Raises
        ------
        InputError
            If something makes no sense.

        Examples
        --------
        >>> Shown.of({"by": "length", "since": "1985", "feel": "AN,HA"}).choice.feelings
        ('AN', 'HA')
        """
        series = told.get("series", "")
        figure = _FIGURE.fullmatch(told.get("figure", ""))
        if told.get("figure") and figure is None:
            raise _nonsense("figure")
        choice = Choice(
            _one_of(Order, told, "by", Order.LATEST),
            _date(told, "since"),
            _date(told, "until"),
            int(_matching(_NUMBER, told, "series")) if series else None,
            _feelings(told.get("feel", "")),
            _one_of(Lucidity, told, "lucid", None),
        )
        if (
            choice.since
            and choice.until
            and choice.since.sort_key > choice.until.sort_key.replace("-00", "-99")
        ):
            raise InputError(
                f"{choice.since} is later than {choice.until}.",
                "Give the earlier date first: since, then until.",
            )
        return cls(
            choice,
            _matching(_TOKEN, told, "q") or None,
            FigureAt(int(figure[1]), figure[2]) if figure else None,
            _matching(re.compile("yes"), told, "alone") == "yes",
            max(1, int(_matching(_NUMBER, told, "page") or 1)),
        )

    def told(self) -> dict[str, str]:
        """Return it as it stands in the query of an address, without what was not chosen."""
        choice = self.choice
        every = {
            "by": "" if choice.order is Order.LATEST else choice.order.value,
            "since": str(choice.since or ""),
            "until": str(choice.until or ""),
            "series": str(choice.series or ""),
            "feel": ",".join(choice.feelings),
            "lucid": choice.lucidity or "",
            "q": self.search or "",
            "figure": str(self.figure or ""),
            "alone": "yes" if self.alone else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in every.items() if value}

    def list_address(self, page: int) -> str:
        """Return the address of a page of the list."""
        told = {"as": "list", **replace(self, page=page).told()}
        return str(URL("/").include_query_params(**told))


def _one_of(kind: Any, told: Mapping[str, str], name: str, otherwise: Any) -> Any:
    value = told.get(name, "")
    if value and value not in set(kind):
        raise _nonsense(name)
    return kind(value) if value else otherwise


def _matching(pattern: re.Pattern[str], told: Mapping[str, str], name: str) -> str:
    value = told.get(name, "")
    if value and not (value.isascii() and pattern.fullmatch(value)):
        raise _nonsense(name)
    return value


def _date(told: Mapping[str, str], name: str) -> PartialDate | None:
    written = told.get(name, "").strip()
    if not written:
        return None
    date = parse_date(written)
    if date is None or date.year is None:
        raise InputError(f"{name.capitalize()} is no date yet.", "Write 1985, 1985-03 or 1985-03-12.")
    return date


def _feelings(told: str) -> tuple[str, ...]:
    chosen = tuple(filter(None, told.split(",")))
    if not set(chosen) <= set(FEELINGS):
        raise _nonsense("feel")
    return tuple(each for each in FEELINGS if each in chosen)


def _nonsense(name: str) -> InputError:
    return InputError(f"What the address says of {name!r} makes no sense.", _START_ANEW)
