"""English word forms: plurals of nouns, forms of verbs."""

from __future__ import annotations

from noctuary.reading.lists import load

_VOWELS = frozenset("aeiou")


def plural(noun: str) -> str:
    """Return the regular plural of a noun.

    Examples
    --------
    >>> [plural(noun) for noun in ("car", "box", "berry", "toy")]
    ['cars', 'boxes', 'berries', 'toys']
    """
    return _with_s(noun)


def inflections(verb: str) -> frozenset[str]:
    """Return all forms of a verb, the irregular ones of ``data/verbs.toml`` included.

    Examples
    --------
    >>> sorted(inflections("hug"))
    ['hug', 'hugged', 'hugging', 'hugs']
    >>> sorted(inflections("steal"))
    ['steal', 'stealing', 'steals', 'stole', 'stolen']
    """
    irregular = load("verbs")["irregular"].get(verb) or _past(verb)
    return frozenset({verb, _with_s(verb), _ing(verb), *irregular.split()})


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    return _stem(verb) + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return _stem(verb) + "ing"


def _stem(verb: str) -> str:
    """Return the verb as endings are put to it: ``hugg``, ``walk``."""
    return verb + verb[-1] if _doubles(verb) else verb


def _doubles(verb: str) -> bool:
    """Tell whether the last letter doubles: after the one short vowel of ``hug``, or by the list."""
    vowels = [at for at, letter in enumerate(verb) if letter in _VOWELS]
    return verb in load("verbs")["doubling"].split() or (vowels == [len(verb) - 2] and verb[-1] not in "wxy")


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or (word.endswith("o") and word[-2:-1] not in _VOWELS):
        return word + "es"
    return word + "s"
