"""What the dreamer is called: mostly ``I``, but some tell their dreams as ``you``, and some are told of as ``she``."""

from __future__ import annotations

import re
from typing import Final

from noctuary.reading.lists import load
from noctuary.reading.nouns import NAMES, NOUNS

_LISTS = load("telling")
_FIRST = re.compile(_LISTS["first"], re.IGNORECASE)
_SECOND = re.compile(_LISTS["second"], re.IGNORECASE)
_THIRD = re.compile(_LISTS["third"], re.IGNORECASE)
_MEANINGS: dict[str, dict[str, list[str]]] = {
    pronoun: {word: meaning.split() for word, meaning in _LISTS[pronoun].items()}
    for pronoun in ("you", "she", "he")
}
_SEX = {"she": "F", "he": "M"}
_SPEECH = re.compile(r'"[^"]{1,600}"|“[^”]{1,600}”')
_CLOSED_WORDS = frozenset(
    " ".join(
        load("grammar")[words] for words in ("prepositions", "determiners", "coordinators", "subordinators")
    ).split()
)
# Now and then, everybody says "you know": this many words of the second person are meant.
_ENOUGH: Final = 3
_OPENING: Final = 120


def dreamer_pronoun(text: str) -> str:
    """Return what the dreamer is called in a telling: ``I``, ``you``, ``she`` or ``he``.

    It is ``I`` unless the first person stands nowhere outside direct speech, and
    the second person does at least three times, or the report opens by saying
    that she, or he, dreamt. The empty text is told by ``I``.

    Examples
    --------
    >>> dreamer_pronoun("You walk in your garden. You are a tree.")
    'you'
    >>> dreamer_pronoun("She dreamt that she was a tree.")
    'she'
    >>> dreamer_pronoun("I dreamt that she was a tree.")
    'I'
    """
    found = _FIRST.search(text)
    if found and not ('"' in text[: found.start()] or "“" in text[: found.start()]):
        return "I"
    prose = _SPEECH.sub(" ", text)
    if found and _FIRST.search(prose):
        return "I"
    dreamt = _THIRD.search(prose, 0, _OPENING)
    if dreamt:
        return (dreamt.group(1) or dreamt.group(2)).lower()
    return "you" if len(_SECOND.findall(prose)) >= _ENOUGH else "I"


def in_first_person(
    pronoun: str, text: str, words: list[str], raw: list[str], starts: list[int]
) -> list[str]:
    """Return the words with those for the dreamer put into the first person, direct speech excepted.

    ``She`` stands for the dreamer up to where another woman is told of, and
    ``he`` likewise: from there on, only sense could tell them apart.

    Parameters
    ----------
    pronoun
        What the dreamer is called; with ``I``, all words stay.
    text
        The dream as written.
    words, raw, starts
        Its tokens in lower case, as written, and where they stand.

    Examples
    --------
    >>> words = "your aunt calls you".split()
    >>> in_first_person("you", "Your aunt calls you", words, words, [0, 5, 10, 16])
    ['my', 'aunt', 'calls', 'me']
    """
    if pronoun == "I":
        return words
    meanings = _MEANINGS[pronoun]
    speeches = (found.span() for found in _SPEECH.finditer(text))
    begin, end = next(speeches, (len(text), len(text)))
    mine = list(words)
    for at, word in enumerate(words):
        while starts[at] >= end and end < len(text):
            begin, end = next(speeches, (len(text), len(text)))
        if _is_another(words, raw, at, _SEX.get(pronoun)):
            break
        if word in meanings and not begin <= starts[at] < end:
            mine[at] = meanings[word][-1 if _is_object(words, at) else 0]
    return mine


def _is_object(words: list[str], at: int) -> bool:
    """Tell the *you* of ``calls you`` and the *her* of ``hit her with`` from that of ``you call``, ``her hat``."""
    following = words[at + 1] if at + 1 < len(words) else ""
    return not following[:1].isalnum() or following in _CLOSED_WORDS


def _is_another(words: list[str], raw: list[str], at: int, sex: str | None) -> bool:
    """Tell whether a word is somebody else of the dreamer's sex; ``as a girl`` is the dreamer herself."""
    if sex is None:
        return False
    word = words[at]
    if word in NOUNS:
        return NOUNS[word].sex == sex and words[max(0, at - 2)] != "as"
    return word in NAMES and NAMES[word].sex == sex and raw[at][0].isupper()
