"""What a test says of the reading of a dream: a small vocabulary in a coder's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from noctuary.coding import Coding, Reading
from noctuary.dream import TextSpan
from noctuary.scheme import Scale


@dataclass
class Told:
    """A dream that was told, and what a reader made of it.

    Every method makes one statement, which has to hold unless it stands in `beyond`: there it must not, so
    that whoever teaches the reader has to strike it out. Words are found wherever they stand in the text by
    themselves, with the capitals that they have there.

    Parameters
    ----------
    text, reading
        The dream and its reading.
    beyond
        The statements that this reader cannot meet, each with the reason.
    made
        The statements made so far.
    """

    text: str
    reading: Reading
    beyond: Mapping[str, str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    def has(self, scale: str, symbol: str, *, holder: str | None = None, words: str = "") -> None:
        """State that a code is there; if `words` are given, that it stands on them.

        The holder is who acts or feels.
        """
        found = [coding for coding in self._on(scale) if _is(coding, symbol, holder)]
        if words:
            found = [coding for coding in found if self._touches(coding, words)]
        self._state(f"has {scale} {' '.join(filter(None, (symbol, holder, words)))}", holds=bool(found))

    def lacks(self, scale: str, symbol: str, *, holder: str | None = None) -> None:
        """State that a code is not there."""
        found = any(_is(coding, symbol, holder) for coding in self._on(scale))
        self._state(f"lacks {scale} {' '.join(filter(None, (symbol, holder)))}", holds=not found)

    def not_coded(self, words: str) -> None:
        """State that no feeling and no character stands on these words, wherever they occur."""
        codings = [*self._on("emotions"), *self._on("characters")]
        self._state(f"not coded: {words}", holds=not any(self._touches(coding, words) for coding in codings))

    def one_character_named(self, *mentions: str) -> None:
        """State that all these words stand for one character."""
        holds = any(
            all(self._touches(coding, words) for words in mentions) for coding in self._on("characters")
        )
        self._state(f"one character named {', '.join(mentions)}", holds=holds)

    def waking(self, words: str) -> None:
        """State that these words are told from waking life."""
        holds = all(
            any(start <= found.start and found.end <= end for start, end in self.reading.waking)
            for found in self._places(words)
        )
        self._state(f"waking: {words}", holds=holds)

    def dreamt(self, words: str) -> None:
        """State that these words tell the dream."""
        holds = not any(
            start < found.end and found.start < end
            for found in self._places(words)
            for start, end in self.reading.waking
        )
        self._state(f"dreamt: {words}", holds=holds)

    def _state(self, statement: str, *, holds: bool) -> None:
        self.made.append(statement)
        if statement in self.beyond:
            assert not holds, f"now met, so strike it out of the table: {statement}"
        else:
            assert holds, f"{statement}\n{self._shown()}"

    def _on(self, scale: str) -> Iterator[Coding]:
        return self.reading.on(Scale(scale))

    def _touches(self, coding: Coding, words: str) -> bool:
        places = self._places(words)
        return any(
            start < found.end and found.start < end for start, end in coding.evidence for found in places
        )

    def _places(self, words: str) -> list[TextSpan]:
        loose = r"\s+".join(map(re.escape, words.split()))
        places = [TextSpan(*found.span()) for found in re.finditer(rf"(?<!\w){loose}(?!\w)", self.text)]
        assert places, f"the dream does not hold the words: {words}"
        return places

    def _shown(self) -> str:
        waking = [span.cut(self.text) for span in self.reading.waking]
        codes = [
            f"{coding.code.scale.value} {coding.code}: {[span.cut(self.text) for span in coding.evidence]}"
            for coding in self.reading.codings
            if coding.code.scale not in (Scale.OBJECTS, Scale.MODIFIERS, Scale.ACTIVITIES)
        ]
        return "\n".join([f"waking: {waking}", *codes])


def _is(coding: Coding, symbol: str, holder: str | None) -> bool:
    return coding.code.symbol == symbol and holder in (None, coding.code.actor)
