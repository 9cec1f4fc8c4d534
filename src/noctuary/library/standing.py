"""What counts of a dream: on each scale the codes of one reader, a person's before a program's, then the latest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from noctuary.coding import Coding, Reader, Reading, counting, together
from noctuary.dream import DreamKey, TextSpan
from noctuary.scheme import Scale

_ORDER: Final = {scale: place for place, scale in enumerate(Scale)}


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of a dream.

    Parameters
    ----------
    dream
        Which dream.
    readers
        Whose codes count on each scale, in the order of the scales; a scale that nobody coded is left out.
    codings
        The codes that count, scale by scale. A code's *place* is its index here.
    waking
        Stretches told from waking life.
    """

    dream: DreamKey
    readers: Mapping[Scale, Reader] = field(hash=False)
    codings: tuple[Coding, ...]
    waking: tuple[TextSpan, ...] = ()

    @classmethod
    def of(cls, dream: DreamKey, readings: Sequence[Reading]) -> Self:
        """Put together what counts.

        Parameters
        ----------
        dream
            Which dream.
        readings
            Of this dream, those first that count before others, as the store returns them. May be none.

        Examples
        --------
        >>> from noctuary.scheme import parse
        >>> key, found = DreamKey("mine", "1"), [Coding(parse("AP D", Scale.EMOTIONS))]
        >>> mine = Reading(key, Reader("me"), scales=(Scale.EMOTIONS,))
        >>> Standing.of(key, [mine, Reading(key, Reader("model"), tuple(found))]).codings
        ()
        """
        if not readings:
            return cls(dream, {}, ())
        by_scale, reading = counting(readings), together(readings)
        readers = {scale: by_scale[scale].reader for scale in reading.scales}
        return cls(dream, readers, reading.codings, reading.waking)

    def on(self, scale: Scale) -> Iterator[Coding]:
        """Iterate over the codes that count on one scale."""
        return (coding for coding in self.codings if coding.code.scale is scale)

    def first_place(self, scale: Scale) -> int:
        """Return the place of the first code of a scale, or where it would stand."""
        return sum(_ORDER[coding.code.scale] < _ORDER[scale] for coding in self.codings)

    @property
    def version(self) -> str:
        """What changes whenever any of this does: to see whether a page still shows what counts."""
        parts = (
            self.dream,
            [(scale.value, str(reader)) for scale, reader in self.readers.items()],
            [(str(each.code), each.evidence, each.confidence, each.established) for each in self.codings],
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
