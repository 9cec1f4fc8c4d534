"""How people stand to the dreamer, and of whom there is one."""

from __future__ import annotations

from typing import Final

from noctuary.figures.lists import load_list
from noctuary.reading.nouns import NOUNS, Kind

_LISTS = load_list("roles")
_SAME: dict[str, str] = {word: role for role, words in _LISTS["same"].items() for word in words.split()}
_ONE = frozenset(_LISTS["one"]["people"].split())
GROUPS: Final = frozenset(_LISTS["one"]["groups"].split())
"""Relations that are two people taken together: the dreamer's parents."""
FORMER: Final[dict[str, frozenset[str]]] = {
    role: frozenset(words.split()) for role, words in _LISTS["spouse"].items()
}
"""By relation of whom there is one at a time, what tells of a former one."""
_FEW = frozenset(_LISTS["few"]["people"].split())
ORDERING: Final = frozenset(_LISTS["few"]["ordering"].split())
"""Words that tell one of several from the others: ``older``."""
_CALLED_BY = frozenset(_LISTS["few"]["called_by"].split())
_CHOSEN = frozenset(_LISTS["chosen"]["people"].split())
BEFORE_NAME: Final = frozenset(_LISTS["before_name"]["people"].split())
"""Relations that are written before the name: ``Aunt Oda``."""
_RELATIONS = frozenset({Kind.KIN, Kind.KNOWN, Kind.OCCUPATION, Kind.ROLE})

OTHERS: Final = "others"


def relation_of(lemmas: tuple[str, ...]) -> str:
    """Return the noun that tells how somebody stands to the dreamer, kin before others; empty if none does.

    Examples
    --------
    >>> relation_of(("man", "boss", "uncle")), relation_of(("man",))
    ('uncle', '')
    """
    told = [lemma for lemma in lemmas if lemma in NOUNS and NOUNS[lemma].kind in _RELATIONS]
    kin = [lemma for lemma in told if NOUNS[lemma].kind is Kind.KIN]
    return next(iter(kin or told), "")


def role_of(lemma: str) -> str:
    """Return the relation that a noun says, one word for each: ``mother`` for ``mom``.

    Examples
    --------
    >>> role_of("mom"), role_of("nana"), role_of("")
    ('mother', 'nana', '')
    """
    return _SAME.get(lemma, lemma)


def is_one(role: str) -> bool:
    """Tell whether there is one of a relation, as of mothers."""
    return role in _ONE or role in GROUPS


def may_be_one(role: str) -> bool:
    """Tell whether a series may show that there is one of a relation: a brother, a husband."""
    return role in _FEW or role in _CALLED_BY or role in FORMER


def is_called_by(role: str) -> bool:
    """Tell whether a relation is what the dreamer calls somebody by, as a name: ``Granny``."""
    return role in _CALLED_BY


def family_of(role: str) -> str:
    """Return what disagrees between people of one name: each kin relation by itself, all others together.

    Friends become husbands and bosses, and hardly ever uncles.

    Examples
    --------
    >>> family_of("uncle"), family_of("boss"), family_of("husband"), family_of("")
    ('uncle', 'others', 'others', '')
    """
    if not role:
        return ""
    noun = NOUNS.get(role)
    return role if noun is not None and noun.kind is Kind.KIN and role not in _CHOSEN else OTHERS
