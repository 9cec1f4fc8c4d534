"""The things in a dream, by class."""

from __future__ import annotations

from collections.abc import Iterator

from noctuary.coding import Coding
from noctuary.reading.cast import Cast
from noctuary.reading.inflect import plural
from noctuary.reading.lists import load
from noctuary.reading.scope import compared
from noctuary.reading.text import DreamText
from noctuary.scheme import Code, Scale

_LISTS = load("objects")
_CONFIDENCE: dict[str, float] = _LISTS["confidence"]
_CLASSES: dict[str, str] = {
    noun: symbol for symbol, nouns in _LISTS["nouns"].items() for noun in nouns.split()
}


def _singulars() -> dict[str, str]:
    """Return the singular of each form of each noun, its own singular included."""
    irregular = _LISTS["irregular"]
    forms = {irregular.get(noun) or plural(noun): noun for noun in _CLASSES} | {
        noun: noun for noun in _CLASSES
    }
    return forms | {form.replace("-", " "): noun for form, noun in forms.items()}


_SINGULARS = _singulars()
# The object class of each noun, singular or plural: "kitchens" is AR.
NOUN_CLASSES = {form: _CLASSES[noun] for form, noun in _SINGULARS.items()}
_FIRST_PARTS = frozenset(form.split(" ")[0] for form in _SINGULARS if " " in form)
_UNMARKED = frozenset(_LISTS["unmarked"]["words"].split())
_OPENERS = frozenset(_LISTS["unmarked"]["openers"].split())
_FIGURATIVE = frozenset(_LISTS["figurative"]["words"].split())


def objects(text: DreamText, cast: Cast) -> list[Coding]:  # noqa: ARG001 -- one shape for all components
    """Return the objects of a dream: each distinct thing once, in order of appearance.

    What is only likened to something (``it looked like a knife``) is not coded; the empty text has none.
    """
    found: dict[str, Coding] = {}
    for first, last in _nouns(text.words):
        noun = _SINGULARS[" ".join(text.words[first:last])]
        if noun not in found and text.told[first] and _is_thing(text, first, last):
            symbol = _CLASSES[noun]
            found[noun] = Coding(Code(Scale.OBJECTS, symbol), (text.span(first, last),), _CONFIDENCE[symbol])
    return list(found.values())


def _nouns(words: list[str]) -> Iterator[tuple[int, int]]:
    """Find the nouns of the list, of one word or two; the last part stands for a compound (``car door``)."""
    end = 0
    for at, word in enumerate(words):
        if at < end:
            continue
        if word in _FIRST_PARTS and at + 1 < len(words) and f"{word} {words[at + 1]}" in _SINGULARS:
            end = at + 2
        elif word in _SINGULARS and not _continues(words, at + 1):
            end = at + 1
        else:
            continue
        yield at, end


def _continues(words: list[str], at: int) -> bool:
    return at < len(words) and words[at] in _SINGULARS and words[at] not in _UNMARKED


def _is_thing(text: DreamText, first: int, last: int) -> bool:
    """Tell whether a noun is meant as a thing: no verb (``to face``), figure of speech or likeness."""
    word = text.words[first]
    if word in _UNMARKED and (first == 0 or text.words[first - 1] not in _OPENERS):
        return False
    if word in _FIGURATIVE and text.words[last : last + 1] == ["of"]:
        return False
    return not compared(text, first)
