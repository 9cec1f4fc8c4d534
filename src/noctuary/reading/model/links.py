"""Whom a word means: an act looks among the mentions for who does it, and to whom."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from noctuary.reading.cast import Cast, Mention
from noctuary.reading.clauses import experiencer_of, object_of, subject_of
from noctuary.reading.text import DreamText

LINK_WIDTH: Final = 48

UNSAID: Final = 2
"""Whom a word may look for beside the mentions: nobody in particular, and a dreamer who is not mentioned."""

RELATIONS: Final = ("does", "undergoes", "feels", "is")
"""What grammar may say of a mention: it does what the word tells, undergoes it, feels it, or the word is part of it."""

_STEPS: Final = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48])
BUCKETS: Final = 2 * len(_STEPS) + 1


def bucket(distance: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the class of a distance in words, negative where the mention stands before: coarser farther off.

    Examples
    --------
    >>> bucket(np.array([-100, -1, 0, 1, 5, 100])).tolist()
    [0, 10, 11, 12, 15, 22]
    """
    away = np.searchsorted(_STEPS, np.abs(distance), side="right")
    return len(_STEPS) + np.sign(distance) * away


def candidates(cast: Cast, size: int) -> list[Mention]:
    """Return the mentions that a word may look for, among the first `size` words."""
    return [mention for mention in cast.mentions if mention.head < size]


def related(text: DreamText, cast: Cast, word: int) -> tuple[Mention | None, ...]:
    """Return whom grammar relates to a word, one for each of :data:`RELATIONS`; several joined are one.

    Examples
    --------
    >>> from noctuary.reading.characters import find_cast
    >>> from noctuary.reading.text import analyse
    >>> text = analyse("My aunt hit him.")
    >>> does, *_ = related(text, find_cast(text), 2)
    >>> does and text.words[does.head]
    'aunt'
    """
    return (
        subject_of(text, cast, word),
        object_of(text, cast, word),
        experiencer_of(text, cast, word),
        cast.around(word),
    )


def relations(found: tuple[Mention | None, ...], mentions: list[Mention]) -> npt.NDArray[np.float32]:
    """Return which mentions are among those that grammar relates to a word: (mentions, RELATIONS), 0 or 1."""
    return np.array(
        [
            [each is not None and each.first <= mention.first < each.last for each in found]
            for mention in mentions
        ],
        np.float32,
    ).reshape(-1, len(RELATIONS))
