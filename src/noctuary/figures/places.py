"""Places across dreams: the library, grandmother's house, New York.

A place with a name, or with an owner, is the same wherever it is told of in one series. A place that only has an
article may be ("the library"), and is proposed; "a room" never is. Nothing is merged that its own words tell apart:
my old house is not my house.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, NamedTuple

from noctuary.coding import Coding
from noctuary.dates import readable_date
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.figures.lists import load_list
from noctuary.reading.lists import load
from noctuary.reading.nouns import NAMES, NOUNS, Kind
from noctuary.reading.objects import NOUN_CLASSES
from noctuary.reading.passages import read_words
from noctuary.reading.phrases import Phrase, find_phrases
from noctuary.reading.places import named_places
from noctuary.reading.scope import compared
from noctuary.reading.text import DreamText

_DREAMER: Final = "my"
_COMPANY: Final = frozenset({Kind.KIN, Kind.KNOWN, Kind.NAME, Kind.FAMOUS})
_OWNING: Final = frozenset({"'s", "'"})
_FAMILIAR: Final = "F"
_VEHICLE: Final = "TR"
_WHERE: Final = {"I": "indoors", "O": "outdoors", "": ""}


@dataclass(frozen=True, slots=True)
class PlaceSighting:
    """A place that one dream tells of.

    Parameters
    ----------
    dream
        Which dream.
    date
        Its date as it sorts (:attr:`noctuary.dates.PartialDate.sort_key`); empty where unknown.
    place
        What to call the place: ``my old school``, ``grandmother's house``, ``the library``, ``New York``.
    sure
        Whether equal words are the same place: it has a name or an owner.
    span
        Its words.
    location
        ``I`` within walls, ``O`` without, empty where that is not known.
    familiar
        Whether the dreamer knows it; ``None`` where nothing tells.
    company
        Who is told of in the same sentence, in words.
    """

    dream: DreamKey
    date: str
    place: str = field(repr=False)
    sure: bool
    span: TextSpan
    location: str
    familiar: bool | None
    company: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A place across the dreams of a series.

    Parameters
    ----------
    name
        What to call it.
    sure
        Whether it is one place for sure, or only may be.
    sightings
        Where it is told of, by date.
    """

    name: str = field(repr=False)
    sure: bool
    sightings: tuple[PlaceSighting, ...]

    @property
    def dreams(self) -> list[DreamKey]:
        """The dreams that tell of it, each once, by date."""
        return list(dict.fromkeys(each.dream for each in self.sightings))

    @property
    def first(self) -> str:
        """The first date, as it sorts; empty where no dream of it has a year."""
        return min(self._dates, default="")

    @property
    def last(self) -> str:
        """The last date, as it sorts; empty where no dream of it has a year."""
        return max(self._dates, default="")

    @property
    def _dates(self) -> list[str]:
        return [each.date for each in self.sightings if readable_date(each.date)]

    @property
    def company(self) -> list[tuple[str, int]]:
        """Who is there, with the number of dreams, the oftenest first."""
        there = {(each.dream, who) for each in self.sightings for who in each.company}
        return sorted(Counter(who for _, who in there).items(), key=lambda each: (-each[1], each[0]))

    @property
    def location(self) -> str:
        """``I`` within walls, ``O`` without; as most sightings say, empty where none does."""
        told = Counter(each.location for each in self.sightings if each.location)
        return told.most_common(1)[0][0] if told else ""

    @property
    def familiar(self) -> bool | None:
        """Whether the dreamer knows it, as most dreams that say so; ``None`` where none does."""
        told = Counter(each.familiar for each in self.sightings if each.familiar is not None)
        return told.most_common(1)[0][0] if told else None

    @property
    def where(self) -> str:
        """``indoors``, ``outdoors``, or empty where that is not known."""
        return _WHERE[self.location]

    def row(self) -> dict[str, Any]:
        """Return it as a flat row, for tables and files."""
        return {
            "place": self.name,
            "dreams": len(self.dreams),
            "one_place": "yes" if self.sure else "perhaps",
            "first": readable_date(self.first),
            "last": readable_date(self.last),
            "where": self.where,
            "familiar": {True: "yes", False: "no", None: ""}[self.familiar],
            "with": [f"{who} {dreams}" for who, dreams in self.company],
        }


def places_across(sightings: Iterable[PlaceSighting], *, one_dreamer: bool = True) -> list[Place]:
    """Return the places of a series, those told of in most dreams first.

    Parameters
    ----------
    sightings
        Of its dreams, in any order.
    one_dreamer
        Whether one person dreamt them all. Of several, only places with names are the same: everybody has a
        house of their own.

    Examples
    --------
    >>> dreams = [Dream(id=n, text="I was at my grandma's house.") for n in "12"]
    >>> [(each.name, len(each.dreams)) for each in places_across(s for d in dreams for s in places_in(d))]
    [("grandmother's house", 2)]
    """
    met: dict[str, list[PlaceSighting]] = {}
    for sighting in sightings:
        if one_dreamer or sighting.place[0].isupper():
            met.setdefault(sighting.place, []).append(sighting)
    places = [
        Place(name, told[0].sure, tuple(sorted(told, key=lambda each: (each.date, each.dream, each.span))))
        for name, told in met.items()
    ]
    return sorted(places, key=lambda place: (-len(place.dreams), not place.sure, place.name))


def places_in(dream: Dream, settings: Iterable[Coding] = ()) -> list[PlaceSighting]:
    """Return the places that a dream tells of and that other dreams may tell of too, in order.

    Parameters
    ----------
    dream
        The report. What it tells from waking life is left out.
    settings
        The codings of its settings, which tell what is familiar.

    Returns
    -------
    list of PlaceSighting
        Empty for a dream without places, such as an empty one.

    Examples
    --------
    >>> dream = Dream(id="1", text="We drove from a barn to New York, with my aunt, and then the old library.")
    >>> [(each.place, each.sure) for each in places_in(dream)]
    [('New York', True), ('the old library', False)]
    """
    text = read_words(dream.text)
    found = sorted(_found(text), key=lambda each: each.first)
    if not found:
        return []
    codings = list(settings)
    there = {token for each in found for token in range(each.first, each.last)}
    people = [
        phrase
        for phrase in find_phrases(text)
        if phrase.noun.kind in _COMPANY and not phrase.noun.plural and phrase.head not in there
    ]
    date = dream.date.sort_key if dream.date is not None else ""
    sightings = []
    for each in found:
        span = text.span(each.first, each.last)
        sightings.append(
            PlaceSighting(
                dream.key,
                date,
                each.name,
                each.sure,
                span,
                each.location,
                _familiar(each, span, codings),
                tuple(dict.fromkeys(_company(text, each, people))),
            )
        )
    return sightings


class _Found(NamedTuple):
    """A place in a text: its tokens, half-open, and what they say."""

    first: int
    last: int
    name: str
    sure: bool
    location: str


def _found(text: DreamText) -> Iterator[_Found]:
    """Yield the places of a text; those known by name everywhere first."""
    taken: set[int] = set()
    for token in named_places(text):
        last = _end_of_name(text, token)
        taken.update(range(token, last))
        yield _Found(token, last, " ".join(text.raw[token:last]), True, "")
    for token, word in enumerate(text.words):
        if word in _locations() and text.told[token] and token not in taken:
            place = _of_noun(text, token)
            if place is not None:
                yield place


def _end_of_name(text: DreamText, token: int) -> int:
    """Return the token after a name: both words of ``New York``, but not what follows ``Paris``."""
    names = load("places")["names"].split()
    return token + 2 if "-".join(text.words[token : token + 2]) in names else token + 1


def _of_noun(text: DreamText, head: int) -> _Found | None:
    """Return the place that a noun names, by its name or its owner; ``None`` if it is any place of its kind."""
    words, lists = text.words, _lists()
    if head + 1 < len(text) and words[head + 1] in _locations():
        return None  # the "class" of "class room"
    location = _locations()[words[head]]
    named = _named(text, head)
    if named < head:
        return _Found(named, head + 1, " ".join(text.raw[named : head + 1]), True, location)
    first = head
    while first and words[first - 1] in lists.kinds | lists.which and _same_sentence(text, first):
        first -= 1
    noun = " ".join(words[first : head + 1])
    before = words[first - 1] if first and _same_sentence(text, first) else ""
    if compared(text, max(0, first - 1)):
        return None
    if before in {"my", "our"}:
        name = noun if noun in lists.own_bare else f"{_DREAMER} {noun}"
        return _Found(first - 1, head + 1, name, True, location)
    if before in _OWNING:
        return _owned(text, first, head, noun, location)
    if words[head] in lists.own_bare and first == head:
        return _Found(head, head + 1, noun, True, location)
    if words[head] in lists.generic and first == head:
        return None
    if before == "the":
        return _Found(first - 1, head + 1, f"the {noun}", False, location)
    if words[head] in lists.shared_bare and first == head and before in {"at", "to", "from", "in"}:
        return _Found(head, head + 1, noun, False, location)
    return None


def _owned(text: DreamText, first: int, head: int, noun: str, location: str) -> _Found | None:
    """Return the place of somebody who is kin, known, or has a name: ``my grandmother's house``, ``Ben's house``."""
    owner = first - 2
    if owner < 0:
        return None
    word, raw = text.words[owner], text.raw[owner]
    kin = _lists().owners.get(word, word)
    known = NOUNS.get(kin)
    start = owner - 1 if owner and text.words[owner - 1] in {"my", "our"} else owner
    if known is not None and known.kind is Kind.KIN and not known.plural:
        return _Found(start, head + 1, f"{kin}'s {noun}", True, location)
    if known is not None and known.kind is Kind.KNOWN and start < owner:
        return _Found(start, head + 1, f"my {word}'s {noun}", False, location)
    if raw[0].isupper() and (word in NAMES or text.told[owner]) and word not in NOUNS:
        return _Found(owner, head + 1, f"{raw}'s {noun}", True, location)
    return None


def _named(text: DreamText, head: int) -> int:
    """Return the first token of a name that ends with a noun: ``Linden Avenue``; the noun's own if it has none."""
    first = head
    if not text.raw[head][0].isupper():
        return head
    while first and _same_sentence(text, first) and text.raw[first - 1][0].isupper():
        first -= 1
    begins = first == 0 or not _same_sentence(text, first)
    # The capital of a sentence's first word is no name's.
    return head if begins and first == head - 1 and text.words[first] in _lists().no_names else first


def _same_sentence(text: DreamText, token: int) -> bool:
    return text.sentence[token] == text.sentence[token - 1]


def _familiar(place: _Found, span: TextSpan, settings: list[Coding]) -> bool | None:
    """Tell whether the dreamer knows a place: it is their own, or a setting that stands on its words says so."""
    if place.name.startswith(f"{_DREAMER} ") or place.name in _lists().own_bare:
        return True
    for coding in settings:
        if any(span.start < end and start < span.end for start, end in coding.evidence):
            symbol = coding.code.symbol or ""
            if symbol[1:] in {"F", "U", "D"}:
                return symbol[1:] == _FAMILIAR
    return None


def _company(text: DreamText, place: _Found, people: list[Phrase]) -> Iterator[str]:
    """Yield who is told of in the sentence of a place."""
    owners = _lists().owners
    for phrase in people:
        if text.sentence[phrase.head] == text.sentence[place.first]:
            name = " ".join(each.title() for each in phrase.names)
            yield name or owners.get(phrase.noun.lemma, phrase.noun.lemma)


class _Lists(NamedTuple):
    """What ``data/places.toml`` says."""

    generic: frozenset[str]
    never: frozenset[str]
    kinds: frozenset[str]
    which: frozenset[str]
    own_bare: frozenset[str]
    shared_bare: frozenset[str]
    owners: dict[str, str]
    no_names: frozenset[str]


@cache
def _lists() -> _Lists:
    data = load_list("places")
    words = {
        name: frozenset(data[name].split())
        for name in ("generic", "never", "kinds", "which", "own_bare", "shared_bare")
    }
    owners = {word: owner for owner, others in data["owners"].items() for word in others.split()}
    openers = frozenset(load("grammar")["determiners"].split()) | words["kinds"] | words["which"]
    return _Lists(**words, owners=owners, no_names=openers)


@cache
def _locations() -> dict[str, str]:
    """Return where each noun for one place is: within walls, without, or either (empty)."""
    settings = load("settings")
    nouns: dict[str, str] = {}
    for location, name in (("I", "indoors"), ("O", "outdoors")):
        classes = settings[name]["classes"].split()
        nouns |= {noun: location for noun, symbol in NOUN_CLASSES.items() if symbol in classes}
        nouns |= dict.fromkeys(settings[name]["places"].split(), location)
    nouns |= dict.fromkeys(settings["neither"]["words"].split(), "")
    return {
        noun: location
        for noun, location in nouns.items()
        if not _is_plural(noun, nouns) and noun not in _lists().never and NOUN_CLASSES.get(noun) != _VEHICLE
    }


def _is_plural(noun: str, nouns: dict[str, str]) -> bool:
    singulars = (noun[:-1], noun[:-2], f"{noun[:-3]}y")
    return noun.endswith("s") and any(each in nouns for each in singulars)
