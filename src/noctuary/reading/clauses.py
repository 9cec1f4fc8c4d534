"""Who does what a verb says, and to whom: grammar without a parser.

Clauses are cut at punctuation and conjunctions, and read outward from the verb.
"""

from __future__ import annotations

from typing import Final

from noctuary.reading.cast import Cast, Mention
from noctuary.reading.lists import load
from noctuary.reading.text import DreamText


def _words(name: str) -> frozenset[str]:
    return frozenset(load("grammar")[name].split())


_AUXILIARIES = _words("auxiliaries")
_ADVERBS = _words("adverbs")
_BE = _words("be")
_SUBORDINATORS = _words("subordinators")
_RELATIVES = _words("relatives")
_COORDINATORS = _words("coordinators")
_PREPOSITIONS = _words("prepositions")
_DETERMINERS = _words("determiners")
_NOUN_OPENERS = _DETERMINERS - {"that", "this", "these", "those"} | {"'s", "of"}
_IMPERSONAL = _words("impersonal")
_OBJECTIVE = _words("objective")
_PARTICIPLES = _words("participles")
# No clause is longer than this, whatever the punctuation: reading stays linear in the length of the text.
_LONGEST: Final = 40
_QUOTES = frozenset("\"”’'")
_JOINTS = _COORDINATORS | _SUBORDINATORS | {","}
_STOPS = frozenset('.!?;:()[]"“”—–…')


def is_passive(text: DreamText, verb: int) -> bool:
    """Tell whether the verb is told of its patient: ``was chased``, ``got bitten``.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> is_passive(analyse("I was being chased."), 3)
    True
    >>> is_passive(analyse("I was chasing him."), 2)
    False
    """
    word = text.words[verb]
    if not (word.endswith("ed") or word in _PARTICIPLES):
        return False
    at = _skip_back(text, verb - 1, _ADVERBS | {"not", "n't"})
    return at >= 0 and text.words[at] in _BE


def is_noun(text: DreamText, token: int) -> bool:
    """Tell whether a word that may be a verb stands as a noun here: ``a walk``, ``my answer``.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> is_noun(analyse("I took a walk."), 3)
    True
    """
    return token > 0 and text.words[token - 1] in _NOUN_OPENERS


def clause_start(text: DreamText, token: int) -> int:
    """Return the first token of the clause that holds `token`."""
    sentence = text.sentence[token]
    at = token
    while at and token - at < _LONGEST and text.sentence[at - 1] == sentence:
        word = text.words[at - 1]
        if word in _JOINTS or word[0] in _STOPS:
            break
        at -= 1
    return at


def clause_end(text: DreamText, token: int) -> int:
    """Return the token after the last of the clause that holds `token`."""
    sentence = text.sentence[token]
    at = token + 1
    while at < len(text) and at - token < _LONGEST and text.sentence[at] == sentence:
        word = text.words[at]
        if word in _JOINTS or word[0] in _STOPS:
            break
        at += 1
    return at


def subject_of(text: DreamText, cast: Cast, verb: int) -> Mention | None:
    """Return who does what the verb says; ``None`` if nobody of the cast does, or nobody is named.

    For a passive verb that is who stands after ``by``. A subject told in two
    parts (``Kim and I``) is one mention of both.

    Parameters
    ----------
    text, cast
        The dream and who is in it.
    verb
        The token of the verb.
    """
    if is_passive(text, verb):
        return _agent(text, cast, verb)
    return experiencer_of(text, cast, verb)


def object_of(text: DreamText, cast: Cast, verb: int, *, reach: int = 4) -> Mention | None:
    """Return to whom the verb is done, with or without a preposition; ``None`` if nobody of the cast is named.

    For a passive verb that is the subject of the sentence.

    Parameters
    ----------
    text, cast
        The dream and who is in it.
    verb
        The token of the verb.
    reach
        How many words may stand between the verb and the mention, within the clause.
    """
    if is_passive(text, verb):
        return experiencer_of(text, cast, verb)
    end = clause_end(text, verb)
    mention = cast.after(verb + 1, limit=len(text))
    if mention is None or mention.first >= end or mention.first - verb - 1 > reach:
        return None
    if verb and text.words[verb - 1] in _QUOTES and mention.first == verb + 1:
        return None  # "Stay," said my mother
    return _joined_after(text, cast, mention)


def experiencer_of(text: DreamText, cast: Cast, verb: int) -> Mention | None:
    """Return the grammatical subject of a verb or of what follows ``to be``: ``she`` in ``she was afraid``."""
    sentence = text.sentence[verb]
    at = _skip_back(text, verb - 1, _AUXILIARIES | _ADVERBS)
    if at >= 0 and text.words[at] in _QUOTES:
        return _beginning_at(cast, verb + 1)  # "Stay," said my mother
    if at >= 0 and text.words[at] == "to":
        told = _ending_at(cast, at)  # he asked me to leave
        if told is not None:
            return told
    nearest = at
    while at >= 0 and verb - at < _LONGEST and text.sentence[at] == sentence:
        word = text.words[at]
        mention = _ending_at(cast, at + 1)
        if word in _RELATIVES:
            antecedent = _ending_at(cast, at - 1 if text.words[at - 1] == "," else at)
            if antecedent is not None:
                return antecedent
            at -= 1
        elif mention is not None:
            antecedent = _ending_at(cast, mention.first)
            if mention.pronoun and at < nearest and antecedent is not None and not antecedent.pronoun:
                return antecedent  # a man I did not know came in
            if _is_subject(text, mention) or at == verb - 1:
                return _joined_before(text, cast, mention)
            at = mention.first - 1
        elif word in _IMPERSONAL or word[0] in _STOPS:
            return None
        elif word in _DETERMINERS and not _governed(text, at):
            return None  # a thing does it: "the car hit"
        else:
            at -= 1
        at = _skip_back(text, at, _AUXILIARIES | _ADVERBS)
    return None


def _skip_back(text: DreamText, at: int, words: frozenset[str]) -> int:
    last = max(0, at - _LONGEST)
    while at >= last and (text.words[at] in words or text.words[at].endswith("ly")):
        at -= 1
    return at


def _ending_at(cast: Cast, token: int) -> Mention | None:
    mention = cast.before(token)
    return mention if mention is not None and mention.last == token else None


def _beginning_at(cast: Cast, token: int) -> Mention | None:
    mention = cast.after(token, limit=token + 8)
    return mention if mention is not None and mention.first == token else None


def _governed(text: DreamText, at: int) -> bool:
    """Tell whether a preposition or verb stands before the phrase that begins at `at`."""
    if at == 0 or text.sentence[at - 1] != text.sentence[at]:
        return False
    before = text.words[at - 1]
    return not (before in _JOINTS or before[0] in _STOPS)


def _is_subject(text: DreamText, mention: Mention) -> bool:
    if mention.pronoun:
        return text.words[mention.head] not in _OBJECTIVE
    first = mention.first
    while first and text.words[first - 1] in _DETERMINERS:
        first -= 1
    return not _governed(text, first)


def _agent(text: DreamText, cast: Cast, verb: int) -> Mention | None:
    end = clause_end(text, verb)
    for at in range(verb + 1, min(end, verb + 6)):
        if text.words[at] == "by":
            mention = cast.after(at + 1, limit=len(text))
            return mention if mention is not None and mention.first < min(end, at + 4) else None
    return None


def _joined_before(text: DreamText, cast: Cast, mention: Mention) -> Mention:
    """Join ``I`` with the ``Kim`` of ``Kim and I``."""
    if mention.first < 2 or text.words[mention.first - 1] != "and":
        return mention
    other = _ending_at(cast, mention.first - 1)
    return _join(other, mention) if other is not None and _is_subject(text, other) else mention


def _joined_after(text: DreamText, cast: Cast, mention: Mention) -> Mention:
    """Join ``him`` with the ``his dog`` of ``him and his dog``."""
    if mention.last + 1 >= len(text) or text.words[mention.last] != "and":
        return mention
    other = cast.after(mention.last + 1, limit=len(text))
    if (
        other is None
        or other.first != mention.last + 1
        or text.words[other.head] in {"i", "he", "she", "we", "they"}
    ):
        return mention
    return _join(mention, other)


def _join(left: Mention, right: Mention) -> Mention:
    members = left.members + tuple(index for index in right.members if index not in left.members)
    return Mention(left.first, right.last, right.head, members, left.dreamer or right.dreamer, right.pronoun)
