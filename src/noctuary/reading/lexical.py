"""The lexical reader: word lists and rules, no model. The baseline, and the reader that needs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream
from noctuary.reading.acquaintances import NOBODY, Acquaintances
from noctuary.reading.activities import activities
from noctuary.reading.cast import Cast
from noctuary.reading.characters import characters, find_cast
from noctuary.reading.emotions import emotions
from noctuary.reading.fortunes import fortunes, sighted_fortunes
from noctuary.reading.interactions import interactions, sighted_interactions
from noctuary.reading.lists import VERSION
from noctuary.reading.modifiers import modifiers
from noctuary.reading.objects import objects
from noctuary.reading.passages import read_words
from noctuary.reading.series import Known, in_series
from noctuary.reading.settings import settings
from noctuary.reading.text import DreamText
from noctuary.scheme import Scale

Component = Callable[[DreamText, Cast], list[Coding]]

# One for each group of scales but the characters, in the order of the scales.
_PLAIN: tuple[Component, ...] = (emotions, activities, settings, objects, modifiers)
_COMPONENTS: tuple[Component, ...] = (interactions, fortunes, *_PLAIN)
_SIGHTED: tuple[Component, ...] = (sighted_interactions, sighted_fortunes, *_PLAIN)

_PLACE = {scale: place for place, scale in enumerate(Scale)}


class LexicalReader:
    """Reads a dream by word lists and rules, on all thirteen scales.

    Deterministic: the same text gives the same reading, whatever was read before it. In series mode, the same text
    and the same acquaintances do.

    Parameters
    ----------
    acquaintances
        Whom the dreamer is known to know, for series mode; see :mod:`noctuary.reading.series`.
    """

    identity = Reader("lexical", VERSION)

    def __init__(self, acquaintances: Known | None = None) -> None:
        self._acquaintances: Known = NOBODY
        if acquaintances is not None:
            self._acquaintances = acquaintances
            self.identity = in_series(self.identity)

    def read(self, dream: Dream) -> Reading:
        """Return the reading of one dream. An empty text gives a reading without codings."""
        return next(self.read_many([dream]))

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order; nothing is kept between them."""
        for dream in dreams:
            text = read_words(dream.text)
            cast = find_cast(text, self._acquaintances.at(dream))
            codings = [coding for component in _COMPONENTS for coding in component(text, cast)]
            # Last, since whoever acts or feels is coded, however faintly told of.
            people = characters(text, cast, acting=_acting(codings))
            found = sorted([*people, *codings], key=lambda coding: _PLACE[coding.code.scale])
            yield Reading.of(dream, self.identity, found, waking=text.waking)


class Look(NamedTuple):
    """A text as the lists and rules see it: its words, its cast, and every code that may stand somewhere."""

    text: DreamText
    cast: Cast
    seen: list[Coding]


def look(written: str, acquaintances: Acquaintances = NOBODY) -> Look:
    """Look at a text without weighing anything yet: this is what a learned reader starts from."""
    text = read_words(written)
    cast = find_cast(text, acquaintances)
    return Look(text, cast, [coding for component in _SIGHTED for coding in component(text, cast)])


def _acting(codings: Iterable[Coding]) -> set[str]:
    """Return the symbols of everyone who takes part in a code."""
    parties = (party for coding in codings for party in (coding.code.actor, coding.code.recipient) if party)
    return {symbol for party in parties for symbol in party.split("+")}
