"""A library under pseudonyms: every name replaced on the way out, and a key that stays with the owner."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from noctuary.coding import Reading
from noctuary.dream import Dream, Dreamer, Night, Series, SeriesKind
from noctuary.durable import publish
from noctuary.errors import InputError
from noctuary.export import Contents
from noctuary.export.files import new_folder_beside
from noctuary.figures.leftovers import Leftover, leftovers
from noctuary.figures.pseudonyms import Pseudonyms, Replaced
from noctuary.store.query import quoted

if TYPE_CHECKING:
    from noctuary.library.cast import Cast
    from noctuary.library.facade import Library

_MARK: Final = "noctuary pseudonyms"
_VERSION: Final = 1
_OWNER_ALONE: Final = 0o600
#: Dreams named for each word that may still tell who somebody is.
_NAMED: Final = 20


@dataclass(slots=True)
class _OfSeries:
    """What the key holds of one series, and what became of it."""

    given: dict[str, str] = field(default_factory=dict)
    surnames: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    left: defaultdict[Leftover, list[str]] = field(default_factory=lambda: defaultdict(list))


class Pseudonymised:
    """The dreams that a search finds, under pseudonyms.

    Texts, titles, tags, reflections, names of ratings and notes of nights have every name replaced. Readings come
    along, their evidence moved with the text. What sources said beside the dreams (metadata, names and descriptions of
    series and dreamers) is left out, as is all that the owner said of motifs, rhymes and norms, and dreamers are
    numbered. The ids of series and dreams stay, and names of places, but for what the key lists under ``others``.

    Parameters
    ----------
    library, query
        Which dreams.
    key
        An earlier key, whose pseudonyms stay: as :meth:`key` returns it.

    Raises
    ------
    InputError
        If the key is none.
    """

    def __init__(self, library: Library, query: str = "", key: Mapping[str, Any] | None = None) -> None:
        self._library = library
        self._query = query
        self._dreamers: dict[str, str] = {}
        self._series: dict[str, _OfSeries] = {}
        self._pseudonyms: dict[str, Pseudonyms] = {}
        if key is not None:
            self._take_over(key)

    def _take_over(self, key: Mapping[str, Any]) -> None:
        try:
            if (key["what"], key["version"]) != (_MARK, _VERSION):
                raise InputError(
                    "This is no key to pseudonyms.",
                    "Name the file that an earlier export wrote, or a new one.",
                )
            self._dreamers = {str(real): str(name) for real, name in key["dreamers"].items()}
            for series, held in key["series"].items():
                given, surnames, others = (
                    {str(name): str(pseudonym) for name, pseudonym in held[part].items()}
                    for part in ("given", "surnames", "others")
                )
                self._series[series] = _OfSeries(given, surnames, others)
        except (KeyError, AttributeError, TypeError) as error:
            raise InputError(
                "The key to the pseudonyms is damaged.",
                "Name the file that an earlier export wrote, or a new one.",
            ) from error

    @property
    def replaced_count(self) -> int:
        """How many names were replaced so far."""
        return sum(names.counts.total() for names in self._pseudonyms.values())

    @property
    def left_count(self) -> int:
        """How many words so far may still tell who somebody is: each once a dream."""
        return sum(len(dreams) for each in self._series.values() for dreams in each.left.values())

    def contents(self, progress: Callable[[int], None] | None = None) -> Contents:
        """Return what to write; what was replaced and what is left is counted as it is gone through.

        Parameters
        ----------
        progress
            Told the number of dreams gone through.
        """
        contents = self._library.contents(self._query)
        dreamers = list(contents.dreamers)
        for dreamer in dreamers:
            self._dreamers.setdefault(dreamer.id, f"dreamer {len(self._dreamers) + 1}")
        return Contents(
            series=[self._of_series(series) for series in contents.series],
            dreamers=[Dreamer(self._dreamers[each.id], each.sex) for each in dreamers],
            nights=[self._of_night(night) for night in contents.nights],
            dreams=self._dreams(contents, progress),
        )

    def _of_series(self, series: Series) -> Series:
        return Series(
            series.id, kind=series.kind, sex=series.sex, dreamer=self._dreamers.get(series.dreamer or "")
        )

    def _of_night(self, night: Night) -> Night:
        return replace(night, note=self._of(night.series).applied(night.note).text)

    def _dreams(
        self, contents: Contents, progress: Callable[[int], None] | None
    ) -> Iterator[tuple[Dream, tuple[Reading, ...]]]:
        for count, (dream, readings) in enumerate(contents.dreams, start=1):
            names = self._of(dream.series)
            replaced = names.applied(dream.text, dream.key)
            renamed = replace(
                dream,
                text=replaced.text,
                title=names.applied(dream.title, dream.key).text,
                tags=tuple(names.applied(tag, dream.key).text for tag in dream.tags),
                reflection=names.applied(dream.reflection, dream.key).text,
                ratings={names.applied(name).text: value for name, value in dream.ratings.items()},
                dreamer=self._dreamers.get(dream.dreamer or ""),
                metadata={},
            )
            self._look_through(renamed, names)
            yield renamed, tuple(_moved(reading, renamed, replaced) for reading in readings)
            if progress:
                progress(count)

    def _look_through(self, dream: Dream, names: Pseudonyms) -> None:
        held = self._series[dream.series]
        for text in (dream.text, dream.title, dream.reflection, *dream.tags):
            for left in leftovers(text, names.pseudonyms):
                if dream.id not in held.left[left]:
                    held.left[left].append(dream.id)

    def _of(self, series: str) -> Pseudonyms:
        if series not in self._pseudonyms:
            held = self._series.setdefault(series, _OfSeries())
            figures = self._library.cast(series).figures().figures
            texts = (
                text
                for dream in self._library.dreams(f"series:{quoted(series)}")
                for text in (dream.text, dream.title, dream.reflection, *dream.tags)
            )
            names = Pseudonyms(
                figures,
                texts,
                dreamer=self._dreamer(series),
                given=held.given,
                surnames=held.surnames,
                others=held.others,
            )
            held.given, held.surnames = names.given, names.surnames
            held.figures = {figure.key: figure.name for figure in figures if figure.key in names.given}
            self._pseudonyms[series] = names
        return self._pseudonyms[series]

    def _replaced(self, series: str) -> dict[str, int]:
        return dict(self._pseudonyms[series].counts) if series in self._pseudonyms else {}

    def _dreamer(self, series: str) -> str:
        """Return what may name the dreamer of a series; nothing for a set of many."""
        known = self._library.store.find_series(series)
        if known is None or known.kind is SeriesKind.SET:
            return ""
        return " ".join((known.id, known.name, known.dreamer or ""))

    def key(self) -> dict[str, Any]:
        """Return the key: who is who, what was replaced how often, and what may still tell who somebody is."""
        return {
            "what": _MARK,
            "version": _VERSION,
            "keep": "Whoever has this file knows everybody's name. Keep it apart from the export.",
            "dreamers": self._dreamers,
            "series": {
                series: {
                    "given": held.given,
                    "surnames": held.surnames,
                    "others": held.others,
                    "figures": held.figures,
                    "replaced": self._replaced(series),
                    "left": [
                        {"kind": left.kind, "word": left.word, "dreams": len(ids), "first": ids[:_NAMED]}
                        for left, ids in sorted(
                            held.left.items(), key=lambda each: (each[0].kind, -len(each[1]))
                        )
                    ],
                }
                for series, held in self._series.items()
            },
        }


def _moved(reading: Reading, dream: Dream, replaced: Replaced) -> Reading:
    """Return a reading of the text as it reads now."""
    return replace(
        reading,
        codings=tuple(
            replace(coding, evidence=tuple(map(replaced.moved, coding.evidence)))
            for coding in reading.codings
        ),
        waking=tuple(map(replaced.moved, reading.waking)),
        text_sha256=dream.text_sha256,
        embedding=b"",
    )


def casts_to_read(library: Library, query: str) -> Iterator[tuple[Cast, int]]:
    """Yield the casts of the series that a search finds dreams of, with how many dreams nobody has read: if any.

    Names that only a reading tells stay in those.
    """
    for series in library.series_of(query):
        cast = library.cast(series.id)
        if unread := cast.count_unread():
            yield cast, unread


def read_key(path: Path) -> dict[str, Any] | None:
    """Return the key in a file; ``None`` where nothing stands.

    Raises
    ------
    InputError
        If the file is none.
    """
    if not path.exists():
        return None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}.", "Name another file for the key."
        ) from error
    return parse_key(content, str(path))


def parse_key(content: bytes, name: str) -> dict[str, Any]:
    """Return the key that a file holds.

    Raises
    ------
    InputError
        If it holds none; the message calls it `name`.
    """
    try:
        key = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is no key to pseudonyms.", "Name another file for the key.") from error
    if not isinstance(key, dict):
        raise InputError(f"{name} is no key to pseudonyms.", "Name another file for the key.")
    return key


def write_key(path: Path, key: Mapping[str, Any]) -> None:
    """Write a key into a file that its owner alone may read; an earlier one is replaced."""
    with new_folder_beside(path) as folder:
        part = folder / "key"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(key, file, ensure_ascii=False, indent=1)
        publish(part, path)
