"""What a dream says did not happen: denied, wished for, compared."""

from __future__ import annotations

from typing import Final

from noctuary.reading.clauses import clause_start
from noctuary.reading.lists import load
from noctuary.reading.text import DreamText

_SCOPE = load("grammar")["scope"]
_NEGATORS = frozenset(_SCOPE["negators"].split())
_HYPOTHETICAL = frozenset(_SCOPE["hypothetical"].split())
_COMPARING = frozenset(_SCOPE["comparing"].split())
_LIKENING = frozenset(_SCOPE["likening"].split())
_REMINDING = frozenset(_SCOPE["reminding"].split())
_NO_DEGREES = frozenset(_SCOPE["no_degrees"].split())
_AS_THOUGH = ["as", "though"]
_LONGEST_LIST: Final = 8


def negated(text: DreamText, token: int, *, reach: int = 4) -> bool:
    """Tell whether a word is denied: by a negator at most `reach` words before it in its clause.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> negated(analyse("I was not at all afraid."), 5)
    True
    >>> negated(analyse("It was not mine, and I was afraid."), 8)
    False
    """
    start = clause_start(text, token)
    for at in range(max(start, token - reach), token):
        if text.words[at] in _NEGATORS:
            return text.words[at + 1] not in {"only", "just", "longer"}
    joint = text.words[start - 1] if start else ""
    # "not sad or lonely": what "or" joins shortly after is denied too, in lists of a few words
    listed = joint == "or" and token - start <= 1 and reach < _LONGEST_LIST
    return joint == "nor" or (listed and negated(text, start - 1, reach=reach + 1))


def hypothetical(text: DreamText, token: int, *, reach: int = 6) -> bool:
    """Tell whether a word stands after *if*, *would*, *wanted to* and the like, in its clause.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> hypothetical(analyse("He would have hit me."), 3)
    True
    >>> hypothetical(analyse("He hit me."), 1)
    False
    """
    start = clause_start(text, token)
    first = max(start, token - reach)
    if any(text.words[at] in _HYPOTHETICAL for at in range(first, token)):
        return True
    # "as if", "if": the conjunction itself cuts the clause, so it stands just before it
    return start > 0 and (
        text.words[start - 1] in {"if", "unless", "whether"}
        or text.words[max(0, start - 2) : start] == _AS_THOUGH
    )


def compared(text: DreamText, token: int, *, reach: int = 4) -> bool:
    """Tell whether a word is only likened to: ``looked like a knife``.

    Examples
    --------
    >>> from noctuary.reading.text import analyse
    >>> compared(analyse("It looked like a wolf."), 4)
    True
    >>> compared(analyse("He was as tall as my uncle."), 5)
    True
    >>> compared(analyse("I would like a knife."), 4)
    False
    """
    if _measured(text.words[max(0, token - 4) : token]):
        return True
    for at in range(token - 1, max(0, token - reach), -1):
        if text.words[at] == "that" and text.words[at + 1] == "of":
            return True  # "her face was that of a child"
        if text.words[at] == "like" and text.sentence[at] == text.sentence[token]:
            return text.words[at - 1] in _COMPARING
    return False


def _measured(before: list[str]) -> bool:
    """Tell whether the words before one make it a measure: ``as tall as``, ``older than``, ``resembled``."""
    last, *further = before[::-1] or [""]
    if last == "as":
        return any(word in {"as", "so", "same"} for word in further) and _NO_DEGREES.isdisjoint(further[:1])
    if last == "than":
        return _NO_DEGREES.isdisjoint(further[:1])
    if last in {"if", "though"}:
        return further[:1] == ["as"]
    return last in _LIKENING or (last == "of" and not _REMINDING.isdisjoint(further))
