"""The things in a dream, by class."""

from __future__ import annotations

from noctuary.coding import Coding
from noctuary.reading.cast import Cast
from noctuary.reading.inflect import plural
from noctuary.reading.lists import load
from noctuary.reading.scope import compared
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("objects")
_CONFIDENCE: dict[str, float] = _LISTS["confidence"]


def _nouns() -> dict[str, tuple[str, str]]:
    """Return the singular and the class of each form of each noun."""
    singulars = {noun: (noun, symbol) for symbol, nouns in _LISTS["nouns"].items() for noun in nouns.split()}
    irregular = _LISTS["irregular"]
    forms = {irregular.get(noun) or plural(noun): value for noun, value in singulars.items()} | singulars
    return forms | {form.replace("-", " "): value for form, value in forms.items()}


_NOUNS = _nouns()
# The object class of each noun, singular or plural: "kitchens" is AR.
NOUN_CLASSES = {form: symbol for form, (_, symbol) in _NOUNS.items()}
_FIRST_PARTS = frozenset(form.split(" ")[0] for form in _NOUNS if " " in form)
_UNMARKED = frozenset(_LISTS["unmarked"]["words"].split())
_FIGURATIVE = frozenset(_LISTS["figurative"]["words"].split())
_OPENERS = frozenset(_LISTS["unmarked"]["openers"].split())


def objects(text: DreamText, cast: Cast) -> list[Coding]:  # noqa: ARG001 -- one shape for all components
    """Return the objects of a dream: each distinct thing once, in order of appearance.

    What is only likened to something (``it looked like a knife``) is not coded; the empty text has none.
    """
    found: dict[str, Coding] = {}
    words = text.words
    skip = -1
    for token, word in enumerate(words):
        if token == skip:
            continue
        if (
            word in _FIRST_PARTS
            and token + 1 < len(words)
            and (pair := f"{word} {words[token + 1]}") in _NOUNS
        ):
            last, (noun, symbol) = token + 2, _NOUNS[pair]
            skip = token + 1
        elif word in _NOUNS:
            last, (noun, symbol) = token + 1, _NOUNS[word]
            if last < len(words) and words[last] in _NOUNS and words[last] not in _UNMARKED:
                continue  # the first part of a compound: the "car" of a "car door"
        else:
            continue
        if noun in found or not text.told[token] or (word in _UNMARKED and not _opened(words, token)):
            continue
        if word in _FIGURATIVE and last < len(words) and words[last] == "of":
            continue
        if not compared(text, token):
            found[noun] = Coding(Code(Scale.OBJECTS, symbol), (text.span(token, last),), _CONFIDENCE[symbol])
    return list(found.values())


def _opened(words: list[str], token: int) -> bool:
    return token > 0 and words[token - 1] in _OPENERS
