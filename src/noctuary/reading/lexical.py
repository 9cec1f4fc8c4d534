"""The lexical reader: word lists and rules, no model. The baseline, and the reader that needs nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream
from noctuary.reading.activities import activities
from noctuary.reading.cast import Cast
from noctuary.reading.characters import characters, find_cast
from noctuary.reading.emotions import emotions
from noctuary.reading.modifiers import modifiers
from noctuary.reading.objects import objects
from noctuary.reading.passages import waking_passages
from noctuary.reading.settings import settings
from noctuary.reading.text import DreamText, analyse

VERSION = "1"

# One for each group of scales, in the order of the scales.
_COMPONENTS: tuple[Callable[[DreamText, Cast], list[Coding]], ...] = (
    characters,
    emotions,
    activities,
    settings,
    objects,
    modifiers,
)


class LexicalReader:
    """Reads a dream by word lists and rules, on all thirteen scales.

    Deterministic: the same text gives the same reading, whatever was read before it.
    """

    identity = Reader("lexical", VERSION)

    def read(self, dream: Dream) -> Reading:
        """Return the reading of one dream. An empty text gives a reading without codings."""
        return next(self.read_many([dream]))

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order; nothing is kept between them."""
        for dream in dreams:
            text = analyse(dream.text, waking=waking_passages(dream.text))
            cast = find_cast(text)
            codings = [coding for component in _COMPONENTS for coding in component(text, cast)]
            yield Reading.of(dream, self.identity, codings, waking=text.waking)
