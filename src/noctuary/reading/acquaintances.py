"""Whom a dreamer knows by name, and how: confirmed by the dreamer, or stated in the dreams of a series."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from noctuary.dream import Dream, DreamKey, PartialDate
from noctuary.errors import InputError, NotationError
from noctuary.reading.cast import Cast
from noctuary.reading.nouns import Kind
from noctuary.reading.people import Company, introduce
from noctuary.reading.phrases import Determiner, Phrase, find_phrases
from noctuary.reading.text import DreamText, analyse
from noctuary.scheme import Character

CAST_LIST: Final = "cast list"

_FIGURES = frozenset({Kind.FAMOUS, Kind.IMAGINARY})
_TIES = frozenset({Kind.KIN, Kind.KNOWN})
# One dream makes a brother of anybody; who is one is so in several. Measured on two hand-coded series: names that
# one dream states were coded so in a third of cases. Parents and spouses, of whom there is one, are taken on more often.
_DREAMS = 2
_DREAMS_FOR_THE_CLOSEST = 3
_CLOSEST = "FMXHW"
_WORD = re.compile(r"[^\W_]+")
# A relation is told for the waking dreamer, of whom no dream tells an age.
_GROWN_UP = Company(age="A", peers=False)


def name_key(name: str) -> str:
    """Return what names are looked up by: their words in lower case.

    Examples
    --------
    >>> name_key("Dr. Hale")
    'dr hale'
    """
    return " ".join(_WORD.findall(name.lower()))


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """Someone the dreamer knows.

    Parameters
    ----------
    names
        As written, the most usual first; aliases behind it.
    sex, identity, age
        As coded; empty where it is not known.
    since
        From which date on; ``None`` for always.
    dreams
        The dreams that state it, the earliest first; empty where the dreamer confirmed it.
    """

    names: tuple[str, ...] = field(repr=False)
    sex: str = ""
    identity: str = ""
    age: str = ""
    since: PartialDate | None = None
    dreams: tuple[DreamKey, ...] = ()

    @property
    def source(self) -> str:
        """Where it comes from, as :attr:`noctuary.coding.Coding.established` keeps it."""
        return str(self.dreams[0]) if self.dreams else CAST_LIST


class Acquaintances(Mapping[str, Acquaintance]):
    """Everyone the dreamer knows, by name in any spelling of its case. It never changes.

    Parameters
    ----------
    confirmed
        Whom the dreamer confirmed; what dreams state of the same names does not count. The later of two entries
        for a name holds.
    stated
        Whom dreams tell of, by :func:`name_key`.
    here
        Whom names mean in this one dream, by :func:`name_key`; they hold before all else. ``None`` for nobody who
        is known.

    Examples
    --------
    >>> known = Acquaintances([Acquaintance(("Benjamin", "Ben"), "M", "B")])
    >>> known["ben"].identity, "Ari" in known
    ('B', False)
    """

    def __init__(
        self,
        confirmed: Iterable[Acquaintance] = (),
        stated: Mapping[str, Acquaintance] = MappingProxyType({}),
        here: Mapping[str, Acquaintance | None] = MappingProxyType({}),
    ) -> None:
        by_name: dict[str, Acquaintance | None] = {
            name_key(name): each for each in confirmed for name in each.names
        }
        self._confirmed = by_name | dict(here)
        self._stated = stated

    def __getitem__(self, name: str) -> Acquaintance:
        key = name_key(name)
        known = self._confirmed[key] if key in self._confirmed else self._stated[key]
        if known is None:
            raise KeyError(name)
        return known

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, known in self._confirmed.items() if known is not None)
        yield from (name for name in self._stated if name not in self._confirmed)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def at(self, _dream: Dream) -> Acquaintances:
        """Return themselves: whom the dreamer knows in any dream."""
        return self

    def __repr__(self) -> str:
        return f"Acquaintances({len(self)} names)"


NOBODY: Final = Acquaintances()


@dataclass(frozen=True, slots=True)
class Statement:
    """What one dream says of one name: ``my brother Ben``.

    Parameters
    ----------
    name
        As written.
    relation
        The noun that says it, ``brother``.
    sex, identity, age
        What it says, as coded; empty where it says nothing.
    """

    name: str = field(repr=False)
    relation: str
    sex: str
    identity: str
    age: str


def statements(text: DreamText, cast: Cast) -> list[Statement]:
    """Return what a dream explicitly says of the names in it, in order: how they stand to the dreamer.

    Only the dreamer's own people count (``my brother Ben``, ``Ben, my brother``), not ``his brother Tom``. Of a
    full name, its first name is told as well.

    Parameters
    ----------
    text, cast
        The dream and who is in it.

    Examples
    --------
    >>> from noctuary.reading.characters import find_cast
    >>> text = analyse("Ben, my brother, met my ex-husband Howard and her sister Ruth.")
    >>> [(said.name, said.relation, said.identity) for said in statements(text, find_cast(text))]
    [('Ben', 'brother', 'B'), ('Howard', 'ex-husband', 'R')]
    """
    phrases = {phrase.first: phrase for phrase in find_phrases(text)}
    ties: dict[int, Phrase] = {}
    named: dict[int, dict[str, str]] = {}
    for mention in cast.mentions:
        phrase = phrases.get(mention.first)
        if phrase is None or len(mention.members) != 1:
            continue
        (index,) = mention.members
        if _tells_a_tie(phrase):
            ties.setdefault(index, phrase)
        if _gives_a_name(phrase):
            full = text.raw[phrase.last - len(phrase.names) : phrase.last]
            named.setdefault(index, {}).update({name_key(name): name for name in (" ".join(full), full[0])})
    said = (
        Statement(name, ties[index].noun.lemma, *_slots(text, ties[index]))
        for index, names in named.items()
        if index in ties
        for name in names.values()
    )
    return list(dict.fromkeys(said))


def may_state(text: DreamText) -> bool:
    """Tell quickly whether :func:`statements` may find anything: most dreams state nothing."""
    phrases = find_phrases(text)
    return any(map(_tells_a_tie, phrases)) and any(map(_gives_a_name, phrases))


def _gives_a_name(phrase: Phrase) -> bool:
    return bool(phrase.names) and phrase.noun.kind not in _FIGURES


def _tells_a_tie(phrase: Phrase) -> bool:
    noun = phrase.noun
    return phrase.determiner is Determiner.OWN and noun.kind in _TIES and not noun.plural


def _slots(text: DreamText, phrase: Phrase) -> tuple[str, str, str]:
    """Return sex, identity and age as far as a phrase tells them: grown up is what is told of nobody."""
    person = introduce(text, phrase, _GROWN_UP)
    sex = "" if person.sex == "I" else person.sex
    return sex, person.identity, "" if person.age == "A" else person.age


def related(relation: str) -> tuple[str, str, str]:
    """Return the sex, identity and age that a relation to the dreamer means, as coded; empty where it says nothing.

    Parameters
    ----------
    relation
        In words, ``ex-husband``, ``little sister``, ``my teacher``; or as a code, ``1MRA``.

    Raises
    ------
    InputError
        If it is no relation that one person can have.

    Examples
    --------
    >>> related("ex-husband"), related("friend"), related("1FTC")
    (('M', 'R', ''), ('', 'K', ''), ('F', 'T', 'C'))
    """
    try:
        character = Character.parse(relation.strip().upper())
    except NotationError:
        text = analyse(f"my {relation.strip().lower().removeprefix('my ')}")
        phrases = [phrase for phrase in find_phrases(text) if phrase.determiner is Determiner.OWN]
        if len(phrases) == 1 and phrases[0].last == len(text) and not phrases[0].noun.plural:
            slots = _slots(text, phrases[0])
            if slots[1]:
                return slots
    else:
        if character.is_human and not character.is_group:
            return "" if character.sex == "I" else character.sex, character.identity, character.age
    raise InputError(
        f"{relation[:30]!r} is no relation that Noctuary knows.",
        "Say it in a word, as brother, ex-husband or friend, or as a code, as 1MRA.",
    )


class Votes:
    """What the dreams of a series say of one name, slot by slot."""

    def __init__(self) -> None:
        # By slot and value: the dreams that say so, with the name as they write it.
        self._said: dict[str, dict[str, dict[DreamKey, str]]] = {"sex": {}, "identity": {}, "age": {}}

    def add(self, dream: DreamKey, statement: Statement) -> None:
        """Count what a dream says; said twice in one dream, it counts once."""
        for slot, said in self._said.items():
            if value := getattr(statement, slot):
                said.setdefault(value, {})[dream] = statement.name

    def settled(self) -> Acquaintance | None:
        """Return what they settle: what clearly prevails, said in several dreams; ``None`` if nothing does."""
        identity = _prevailing(self._said["identity"], _CLOSEST)
        sex, age = (_prevailing(self._said[slot]) for slot in ("sex", "age"))
        if not (identity or sex or age):
            return None
        slot, value = next(pair for pair in (("identity", identity), ("sex", sex), ("age", age)) if pair[1])
        agreeing = self._said[slot][value]
        return Acquaintance(
            tuple(dict.fromkeys(agreeing.values())), sex, identity, age, dreams=tuple(agreeing)
        )


def _prevailing(said: Mapping[str, Sized], doubtful: str = "") -> str:
    """Return the value that is said in dreams enough, and in twice as many as say otherwise."""
    if not said:
        return ""
    value = max(said, key=lambda each: len(said[each]))
    dreams, others = len(said[value]), sum(map(len, said.values())) - len(said[value])
    enough = _DREAMS_FOR_THE_CLOSEST if value in doubtful else _DREAMS
    return value if dreams >= enough and dreams >= 2 * others else ""
