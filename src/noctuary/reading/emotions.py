"""The five classes of emotion, each with who feels it."""

from __future__ import annotations

from typing import Final

from noctuary.coding import Coding
from noctuary.reading.cast import DREAMER, Cast, Mention
from noctuary.reading.clauses import experiencer_of, is_passive
from noctuary.reading.lists import load
from noctuary.reading.scope import hypothetical, negated
from noctuary.reading.speech import Speech, speech_at, speeches
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("emotions")
_CLASSES: dict[str, tuple[str, float]] = {
    word: (symbol, confidence)
    for symbol in ("AN", "AP", "SD", "CO", "HA")
    for word, confidence in _LISTS[symbol].items()
}
_CAUSING = frozenset(_LISTS["grammar"]["causing"].split())
_FILLING = frozenset(_LISTS["grammar"]["filling"].split())
# How far back someone else's feeling may be seen in them.
_REACH: Final = 40
_PERCEIVING = frozenset(_LISTS["grammar"]["perceiving"].split())
_POSSESSIVES = frozenset({"her", "his", "their", "our", "my", "'s"})


def emotions(text: DreamText, cast: Cast) -> list[Coding]:
    """Return the emotions of a dream: one for each class and holder, in the order of their first words.

    An emotion is coded where a word names it (``afraid``, ``in tears``) and
    nothing denies it. The dreamer holds it unless the clause says who else
    does. Very emotional scenes told without such a word are not coded, as in
    Hall and Van de Castle's rules; the empty text has none.
    """
    named = [token for token, word in enumerate(text.words) if word in _CLASSES and _felt(text, token)]
    if not named:
        return []
    said = speeches(text, cast)
    found: dict[tuple[str, str], Coding] = {}
    for token in named:
        symbol, confidence = _CLASSES[text.words[token]]
        holder = _holder(text, cast, token, said)
        if (symbol, holder) not in found:
            code = Code(Scale.EMOTIONS, symbol, holder)
            found[symbol, holder] = Coding(code, (text.span(token, token + 1),), confidence)
    return list(found.values())


def _felt(text: DreamText, token: int) -> bool:
    return text.told[token] and not negated(text, token) and not hypothetical(text, token)


def _holder(text: DreamText, cast: Cast, token: int, said: list[Speech]) -> str:
    mention = _mention_of_holder(text, cast, token)
    party = cast.party(mention) if mention is not None else None
    speech = speech_at(said, token)
    if speech is not None and speech.speaker is not None and party in (None, DREAMER):
        return speech.speaker  # "I am afraid," she said
    return party or DREAMER


def _mention_of_holder(text: DreamText, cast: Cast, token: int) -> Mention | None:
    before = cast.before(token)
    if before is not None and before.last == token and text.words[token - 1] in _POSSESSIVES:
        return before  # her fear, my mother's fear
    if text.words[token] in _CAUSING and not is_passive(text, token):
        after = cast.after(token + 1, limit=len(text))
        if after is not None and after.first == token + 1:
            return after  # it scared him
    if before is not None and _same_sentence(text, before, token) and _is_filled(text, before):
        return before
    subject = experiencer_of(text, cast, token)
    if subject is None:
        return before if before is not None and _same_sentence(text, before, token) else None
    if subject.dreamer and not _PERCEIVING.isdisjoint(text.words[subject.last : token]):
        return _perceived(text, cast, token) or subject
    return subject


def _is_filled(text: DreamText, mention: Mention) -> bool:
    """Tell whether a feeling comes over someone: ``it filled me with joy``."""
    return mention.first > 0 and (
        text.words[mention.first - 1] in _FILLING and text.words[mention.last : mention.last + 1] == ["with"]
    )


def _perceived(text: DreamText, cast: Cast, token: int) -> Mention | None:
    """Return in whom the dreamer sees the feeling: ``I saw fear in her eyes``."""
    before = cast.before(token)
    while before is not None and before.dreamer and _same_sentence(text, before, token):
        before = cast.before(before.first, limit=token - _REACH)
    after = cast.after(token + 1, limit=len(text))
    others = [
        mention
        for mention in (after, before)
        if mention is not None and not mention.dreamer and _same_sentence(text, mention, token)
    ]
    return min(others, key=lambda mention: abs(mention.head - token), default=None)


def _same_sentence(text: DreamText, mention: Mention, token: int) -> bool:
    return text.sentence[mention.first] == text.sentence[token]
