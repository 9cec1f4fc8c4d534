"""Typical themes in a library: how many of its dreams tell each, by their words and by what the dreamer says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from noctuary.dream import DreamKey
from noctuary.figures.prevalence import reference_rates
from noctuary.figures.share import Share
from noctuary.figures.themes import (
    Kind,
    Role,
    Theme,
    ThemeSighting,
    borne_out,
    find_theme,
    themes,
    themes_in,
    version,
)
from noctuary.store import motifs
from noctuary.store.codes import codes_by
from noctuary.store.query import parse_query

if TYPE_CHECKING:
    from noctuary.library.facade import Library


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """One theme among the dreams that were looked through.

    Parameters
    ----------
    theme
        Which.
    rate
        How many of the dreams hold it. Its words count, unless the dreamer says otherwise; what is only
        proposed counts where she said so.
    sightings
        Where it is told, in the order of the dreams: what counts, and what waits for an answer.
    said
        What the dreamer said, by dream; no entry where nothing was said.
    """

    theme: Theme
    rate: Share
    sightings: tuple[ThemeSighting, ...] = field(repr=False)
    said: Mapping[DreamKey, bool] = field(repr=False)

    @property
    def dreams(self) -> list[DreamKey]:
        """The dreams that hold it, as :attr:`rate` counts them, in order."""
        return [
            each.dream for each in self.sightings if _counts(self.theme, answer=self.said.get(each.dream))
        ]

    @property
    def references(self) -> dict[str, Share]:
        """The rates of other dreams, by set (:func:`~noctuary.figures.prevalence.reference_rates`).

        Empty where the dreamer has to say: nobody was asked there.
        """
        if self.theme.kind is not Kind.TOLD:
            return {}
        return {name: rates[self.theme.id] for name, rates in reference_rates().items()}

    @property
    def proposed(self) -> list[ThemeSighting]:
        """What waits for the dreamer's answer: all that is not of the kind ``told``, and not answered yet."""
        if self.theme.kind is Kind.TOLD:
            return []
        return [each for each in self.sightings if each.dream not in self.said]

    def row(self) -> dict[str, Any]:
        """Return all that is known of it as a flat row, for tables and files; shares from 0 to 1."""
        low, high = self.rate.interval
        row: dict[str, Any] = {
            "theme": self.theme.id,
            "number": self.theme.number,
            "name": self.theme.name,
            "kind": self.theme.kind.value,
            "found": self.rate.found,
            "proposed": len(self.proposed),
            "dreams": self.rate.total,
            "rate": self.rate.value,
            "low": low,
            "high": high,
        }
        for name in ("norms-f", "norms-m", "dreambank-f", "dreambank-m"):
            rate = self.references.get(name)
            row[f"{name}_rate"] = rate.value if rate else None
            row[f"{name}_dreams"] = rate.total if rate else None
        lifetime = self.theme.lifetime
        return row | {
            "students_percent": lifetime.all,
            "students_percent_men": lifetime.men,
            "students_percent_women": lifetime.women,
        }


def count_themes(
    library: Library,
    query: str = "",
    *,
    only: Iterable[str] = (),
    progress: Callable[[int], None] | None = None,
) -> list[ThemeCount]:
    """Look for typical themes in the dreams that a search finds; see :meth:`noctuary.library.Library.themes`."""
    wanted = {theme.id: theme for theme in [find_theme(name) for name in only] or themes()}
    said = {name: motifs.said(library.store, name) for name in wanted}
    found: dict[str, list[ThemeSighting]] = {name: [] for name in wanted}
    counts = dict.fromkeys(found, 0)
    looked_through = _told(library, query, tuple(wanted), progress)
    for key, told in looked_through:
        for sighting in [*told, *_untold(key, told, said)]:
            found[sighting.theme].append(sighting)
            counts[sighting.theme] += _counts(wanted[sighting.theme], answer=said[sighting.theme].get(key))
    return [
        ThemeCount(
            theme, Share(counts[theme.id], len(looked_through)), tuple(found[theme.id]), said[theme.id]
        )
        for theme in wanted.values()
    ]


_Told = list[tuple[DreamKey, list[ThemeSighting]]]


def _told(
    library: Library, query: str, wanted: tuple[str, ...], progress: Callable[[int], None] | None
) -> _Told:
    """Return what the words of each dream tell; what the dreamer says of it changes nothing in that."""

    def look() -> _Told:
        borne = _borne_out(library, query)
        told: _Told = []
        for dream in library.dreams(query):
            told.append(
                (dream.key, themes_in(dream, borne_out=borne.get(dream.key, frozenset()), only=wanted))
            )
            if progress:
                progress(len(told))
        return told

    return library.memory.recall(("themes", query, wanted), library.store.stamp(said=False), look)


def _untold(
    dream: DreamKey, told: Iterable[ThemeSighting], said: Mapping[str, Mapping[DreamKey, bool]]
) -> list[ThemeSighting]:
    """Return the themes that the dreamer says a dream holds, without its words."""
    with_words = {each.theme for each in told}
    without = (name for name, answers in said.items() if answers.get(dream) and name not in with_words)
    return [ThemeSighting(name, dream, (), Role.UNTOLD, 1.0, version()) for name in without]


def _counts(theme: Theme, *, answer: bool | None) -> bool:
    return answer if answer is not None else theme.kind is Kind.TOLD


def _borne_out(library: Library, query: str) -> dict[DreamKey, frozenset[str]]:
    """Return the themes that the codes of each dream bear out, by the reader whose codes count here."""
    reader = library.choose_reader(None, query)
    return {
        reading.dream: themes
        for reading in codes_by(library.store, reader, parse_query(query))
        if (themes := borne_out(reading))
    }
