"""What a sighting is worth: whether it happens in the dream, and whether the dream bears it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from noctuary.coding import Coding
from noctuary.reading.clauses import is_noun
from noctuary.reading.cues import Sighting
from noctuary.reading.lists import load
from noctuary.reading.scope import compared, hypothetical, negated
from noctuary.reading.text import DreamText
from noctuary.scheme import Scale

_PREPOSITIONS = frozenset(load("verbs")["describing"].split())
_ATTEMPTS = frozenset(load("verbs")["attempts"].split())
_SIMILES = (["like", "a"], ["like", "an"])


def happens(text: DreamText, sighting: Sighting) -> bool:
    """Tell whether the dream says that it came about, or was tried: not denied, supposed or likened to.

    A cue that counts only where it is denied, or impossible, happens when it is.
    """
    cue, first = sighting.cue, sighting.first
    if cue.impossible:
        return _cannot(text, first)
    if cue.denied:
        return negated(text, first)
    if cue.verb and _describes(text, first):
        return False
    if negated(text, first) or compared(text, first) or text.words[max(0, first - 2) : first] in _SIMILES:
        return False
    return _attempted(text, first) or not hypothetical(text, first)


def _cannot(text: DreamText, verb: int) -> bool:
    before = text.words[max(0, verb - 2) : verb]
    return (
        before[-1:] == ["cannot"]
        or before == ["unable", "to"]
        or (before[1:] in (["not"], ["n't"]) and before[0] in {"can", "ca", "could"})
    )


def _describes(text: DreamText, verb: int) -> bool:
    """Tell whether the word is no verb here: ``a call``, ``tales of forgotten kings``."""
    describing = verb > 0 and text.words[verb - 1] in _PREPOSITIONS and not text.words[verb].endswith("ing")
    return describing or is_noun(text, verb)


def _attempted(text: DreamText, verb: int) -> bool:
    """Tell whether the verb is what somebody tries or begins: ``tried to hit me``."""
    return verb >= 2 and text.words[verb - 1] == "to" and text.words[verb - 2] in _ATTEMPTS


def convincing(codings: Iterable[Coding], lists: Mapping[str, Any]) -> list[Coding]:
    """Keep the codings that the evidence of the whole dream bears out.

    Of each scale all codings together decide whether it holds anything. If so, those stay that are likely
    enough by themselves, and the likeliest in any case.

    Parameters
    ----------
    codings
        Those of one dream, each with its confidence, in order.
    lists
        The data file, with ``enough``: for each scale, how likely it must be that any of its codings is
        right, if they err independently; and ``alone``: the confidence that a coding needs by itself. Both
        from 0 to 1.
    """
    codings = list(codings)
    doubt: dict[Scale, float] = {}
    best: dict[Scale, float] = {}
    for coding in codings:
        scale, confidence = coding.code.scale, coding.confidence or 0
        doubt[scale] = doubt.get(scale, 1) * (1 - confidence)
        best[scale] = max(best.get(scale, 0), confidence)
    return [
        coding
        for coding in codings
        if 1 - doubt[coding.code.scale] >= lists["enough"][coding.code.scale]
        and (coding.confidence or 0) >= min(lists["alone"], best[coding.code.scale])
    ]
