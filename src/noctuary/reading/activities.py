"""What the people of a dream do: move, travel, speak, look, listen, think."""

from __future__ import annotations

from typing import Final

from noctuary.coding import Coding
from noctuary.reading.cast import DREAMER, Cast, Mention
from noctuary.reading.clauses import clause_end, is_noun, object_of, subject_of
from noctuary.reading.inflect import inflections
from noctuary.reading.lists import load
from noctuary.reading.objects import NOUN_CLASSES
from noctuary.reading.scope import hypothetical, negated
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("activities")
_CONFIDENCE: dict[str, float] = _LISTS["confidence"]
_VERBS: dict[str, tuple[str, str]] = {
    form: (verb, symbol)
    for symbol, verbs in _LISTS["verbs"].items()
    for verb in verbs.split()
    for form in inflections(verb)
}
_REPLIES = frozenset(_LISTS["speech"]["replies"].split())
_MUTUAL = frozenset(_LISTS["speech"]["mutual"].split())
_BY_VEHICLE = frozenset(_LISTS["travel"]["verbs"].split())
_CARRIED_OUT = frozenset(_LISTS["aims"]["carried_out"].split())
_POSSESSIVES = frozenset({"my", "his", "her", "their", "our"})

# How far after a verb its vehicle may stand.
_REACH: Final = 20
# What follows an activity of the same kind within so many sentences goes on with it.
_EPISODE: Final = 1


def activities(text: DreamText, cast: Cast) -> list[Coding]:
    """Return the activities of a dream: who does what, toward whom, in the order of the verbs.

    An activity is coded where somebody of the cast does what a verb says,
    and does it indeed: what is denied or wished for is left out. The same
    kind of activity going on is coded once. The empty text has none.
    """
    codings: list[Coding] = []
    latest: dict[tuple[str, str], int] = {}
    for token, word in enumerate(text.words):
        if word not in _VERBS or not text.told[token] or not _done(text, token):
            continue
        subject = subject_of(text, cast, token)
        actor = None if subject is None or _possessive(text, subject) else cast.party(subject)
        if actor is None:
            continue
        verb, symbol = _VERBS[word]
        if verb in _BY_VEHICLE and _names_vehicle(text, token):
            symbol = "L"
        goes_on = text.sentence[token] - latest.get((actor, symbol), -_EPISODE - 1) <= _EPISODE
        latest[actor, symbol] = text.sentence[token]
        if not goes_on:
            direction, recipient = _toward(text, cast, token, actor)
            code = Code(Scale.ACTIVITIES, symbol, actor, direction, recipient)
            codings.append(Coding(code, (text.span(token, token + 1),), _CONFIDENCE[symbol]))
    return codings


def _done(text: DreamText, token: int) -> bool:
    """Tell whether the word is a verb and what it says comes about."""
    if is_noun(text, token) or negated(text, token):
        return False
    if token > 1 and text.words[token - 1] == "to":
        return text.words[token - 2] in _CARRIED_OUT
    return not hypothetical(text, token)


def _names_vehicle(text: DreamText, token: int) -> bool:
    following = text.words[token + 1 : min(clause_end(text, token), token + _REACH)]
    return any(NOUN_CLASSES.get(word) == "TR" for word in following)


def _toward(text: DreamText, cast: Cast, token: int, actor: str) -> tuple[str | None, str | None]:
    """Return the direction of an activity and its recipient; two ``None`` if it is toward nobody."""
    verb, symbol = _VERBS[text.words[token]]
    if symbol not in "VP":
        return None, None
    mention = object_of(text, cast, token, reach=3 if symbol == "V" else 1)
    recipient = cast.party(mention) if mention is not None and not _possessive(text, mention) else None
    if verb in _REPLIES and recipient is None and actor != DREAMER:
        recipient = DREAMER
    if recipient is None or recipient == actor:
        return None, None
    if verb in _REPLIES:
        return "R", recipient
    return "=" if verb in _MUTUAL else ">", recipient


def _possessive(text: DreamText, mention: Mention) -> bool:
    """Tell whether the words only say whose something is: ``hit my car``, ``took Kim's hand``."""
    after = text.words[mention.last] if mention.last < len(text) else ""
    return after == "'s" or (text.words[mention.head] in _POSSESSIVES and after[:1].isalpha())
