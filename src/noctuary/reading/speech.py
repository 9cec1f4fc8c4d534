"""Direct speech: who says what stands between quotation marks, and whom ``I`` and ``you`` mean there."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from noctuary.reading.cast import DREAMER, Cast, Mention
from noctuary.reading.inflect import inflections
from noctuary.reading.lists import load
from noctuary.reading.text import DreamText

_OPENING = frozenset('"“')
_CLOSING = frozenset('"”')
_SAYING = frozenset(form for verb in load("speech")["saying"].split() for form in inflections(verb))
_REACH = 6
_LEAD = 12


@dataclass(frozen=True, slots=True)
class Speech:
    """What someone says: the tokens between the quotation marks, half-open.

    Parameters
    ----------
    first, last
        The tokens.
    speaker, listener
        The party that says it, and the party it is said to; ``None`` where the dream does not tell.
    """

    first: int
    last: int
    speaker: str | None
    listener: str | None


def speeches(text: DreamText, cast: Cast) -> list[Speech]:
    """Return the direct speech of a dream, in order. A mark that is never closed opens none.

    What others say is said to the dreamer, unless the dream tells otherwise by order of speaking; what the
    dreamer says, to whoever was spoken of last.

    Examples
    --------
    >>> from noctuary.reading.characters import find_cast
    >>> from noctuary.reading.text import analyse
    >>> text = analyse('My aunt nodded. "Come in," she said.')
    >>> [(speech.speaker, speech.listener) for speech in speeches(text, find_cast(text))]
    [('1FRA', 'D')]
    """
    found: list[Speech] = []
    opened = None
    for at, word in enumerate(text.words):
        if opened is not None and word in _CLOSING:
            mention = _after(text, cast, at + 1) or _before(text, cast, opened)
            speaker = cast.party(mention) if mention is not None else _going_on(text, found, opened)
            found.append(Speech(opened + 1, at, speaker, _listener(cast, speaker, opened)))
            opened = None
        elif word in _OPENING:
            opened = at
    return found


def speech_at(found: list[Speech], token: int) -> Speech | None:
    """Return the direct speech that holds the token, ``None`` if the dreamer tells it."""
    at = bisect_right(found, token, key=lambda speech: speech.first) - 1
    return found[at] if at >= 0 and token < found[at].last else None


def _after(text: DreamText, cast: Cast, at: int) -> Mention | None:
    """Find the speaker of ``"…," she said`` and ``"…," said my aunt``."""
    mention = cast.after(at, limit=min(len(text), at + _REACH))
    if mention is None or any(word[0] in '.!?"“' for word in text.words[at : mention.first]):
        return None
    return mention if _says(text, at, mention.last + 3) else None


def _before(text: DreamText, cast: Cast, opened: int) -> Mention | None:
    """Find the speaker of ``She said, "…"``."""
    first = opened
    while first and opened - first < _LEAD and text.sentence[first - 1] == text.sentence[opened - 1]:
        first -= 1
    mention = cast.after(first, limit=opened)
    return mention if mention is not None and _says(text, mention.last, opened) else None


def _going_on(text: DreamText, found: list[Speech], opened: int) -> str | None:
    """Find the speaker who goes on: ``"No," he said. "Never."``."""
    if found and text.sentence[opened] - text.sentence[found[-1].last] <= 1:
        return found[-1].speaker
    return None


def _listener(cast: Cast, speaker: str | None, opened: int) -> str | None:
    if speaker is None or DREAMER not in speaker.split("+"):
        return speaker and DREAMER
    mention = cast.another_before(opened)
    return cast.party(mention) if mention is not None else None


def _says(text: DreamText, first: int, last: int) -> bool:
    return any(word in _SAYING for word in text.words[first:last])
