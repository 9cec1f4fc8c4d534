"""Forms of a word folded onto one base, so that a motif is one word in whatever tense it is told."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache

from noctuary.figures.lists import load_list
from noctuary.reading.inflect import inflections, plural
from noctuary.reading.lists import load
from noctuary.reading.nouns import NOUNS

_WHOLE = frozenset(load_list("forms")["whole"].split())


@cache
def _irregular() -> dict[str, str]:
    """Return the base of each form that no rule makes: of verbs, and of nouns for people and animals."""
    verbs = {form: base for base, forms in load("verbs")["irregular"].items() for form in forms.split()}
    plurals = {form: noun.lemma for form, noun in NOUNS.items() if noun.plural and noun.lemma != form}
    return {form: base for form, base in (verbs | plurals).items() if form not in _WHOLE}


def base_form(word: str, known: Container[str]) -> str:
    """Return the form that a word is counted under.

    Plurals go to the singular and forms of verbs to the verb: ``keys`` to
    ``key``, ``ran`` to ``run``. A form that a rule would fold is folded only
    onto a word that is known, since ``bus`` is no plural of ``bu``. What an
    ambiguous form means is not looked into: ``saw`` is always seen.

    Parameters
    ----------
    word
        In lower case.
    known
        The words that may be bases.

    Returns
    -------
    str
        The word itself where it is no form of another.

    Examples
    --------
    >>> [base_form(word, {"key", "hug", "carry"}) for word in ("keys", "hugged", "carries", "swam", "bus")]
    ['key', 'hug', 'carry', 'swim', 'bus']
    """
    if word in _WHOLE:
        return word
    if word in _irregular():
        return _irregular()[word]
    for base, forms in _candidates(word):
        if word in forms:
            deeper = base_form(base, known)
            if deeper != base or base in known:
                return deeper
    return word


def singular(word: str, known: Container[str]) -> str:
    """Return the singular of a word that looks like a regular plural, and any other word as it is.

    Parameters
    ----------
    word, known
        As in :func:`base_form`.

    Examples
    --------
    >>> [singular(word, {"room", "live"}) for word in ("rooms", "living", "grass")]
    ['room', 'living', 'grass']
    """
    if word in _WHOLE:
        return word
    return next((base for base in _singulars(word) if plural(base) == word and base in known), word)


def _singulars(word: str) -> Iterator[str]:
    if word.endswith("s"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield word[:-3] + "y"


def _candidates(word: str) -> Iterator[tuple[str, Container[str]]]:
    """Yield what a word may be a form of, each with the forms that the rules make of it."""
    for base in _singulars(word):
        yield base, (plural(base),)
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            # "breathing" is of "breathe" before it is of "breath".
            for base in (stem + "e", stem, stem[:-1], stem[:-1] + "y"):
                yield base, inflections(base)
