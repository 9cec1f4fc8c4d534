"""Somebody in one dream, as its words name them: what figures across dreams are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from noctuary.coding import Coding, Reading
from noctuary.dates import readable_date
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.figures.lists import load_list
from noctuary.figures.names import ORDERS, goes_with, parse_name
from noctuary.reading.acquaintances import name_key
from noctuary.reading.cast import DREAMER
from noctuary.reading.lists import load
from noctuary.reading.nouns import NOUNS, Kind
from noctuary.reading.phrases import Determiner, Phrase, find_phrases
from noctuary.reading.text import DreamText, analyse
from noctuary.scheme import Character, Scale

_NAMES = frozenset({Kind.NAME, Kind.FAMOUS, Kind.IMAGINARY})
_DESCRIBED = frozenset({Determiner.DEFINITE, Determiner.INDEFINITE, Determiner.OWN})
_POSSESSIVES = frozenset("his her their its your whose".split())
_SEXES = {"his": "M", "her": "F"}
# How far back a pronoun refers, in words.
_REACH: Final = 60
_NO_NAMES = frozenset(load_list("names")["no_names"].split())
_NAMING = frozenset(load("phrases")["naming"].split())
_BE = frozenset(load("grammar")["be"].split())
_PRONOUNS = frozenset(" ".join(load("cast")["pronouns"].values()).split())
_LONGEST_EPITHET: Final = 4
# Nouns that fit anybody, and what may stand between them and a name that they describe: "Ari, the boy next door".
_ANYBODY = frozenset({Kind.ADULT, Kind.YOUTH, Kind.CHILD, Kind.VAGUE})
_DESCRIBING = _BE | _NAMING | {",", "(", "-", ":", "it"}
# Single letters that are words.
_NO_INITIALS = frozenset("ai")


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody in one dream, as its words name them.

    Parameters
    ----------
    dream
        Which dream.
    date
        Its date as it sorts (:attr:`noctuary.dates.PartialDate.sort_key`); empty where unknown.
    place
        The index of the coding in :attr:`noctuary.coding.Reading.codings`.
    character
        Who it is, as coded.
    names
        The proper names used, as written, the most usual first.
    relations
        The nouns used, in the singular: ``sister``, ``teacher``, ``friend``.
    owner
        Whose that is: empty where nobody's, ``D`` the dreamer's (``my sister``), else whose by
        :func:`~noctuary.reading.acquaintances.name_key` (``Rachel's sister``).
    epithets
        What describes who has nothing better: ``silver stranger``.
    evidence
        Where in the text the words stand, as coded; without words that the reader joined to them and that mean
        somebody else.
    introduced
        Whether the dream has to say who that is, ``a girl called Rachel``: hardly the Rachel of other dreams.
    """

    dream: DreamKey
    date: str
    place: int
    character: Character
    names: tuple[str, ...] = field(default=(), repr=False)
    relations: tuple[str, ...] = ()
    owner: str = field(default="", repr=False)
    epithets: tuple[str, ...] = field(default=(), repr=False)
    evidence: tuple[TextSpan, ...] = ()
    introduced: bool = False

    def row(self) -> dict[str, Any]:
        """Return it as a flat row, for tables and files."""
        return {
            "dream": str(self.dream),
            "date": readable_date(self.date),
            "code": str(self.character),
            "called": list(self.names or self.relations or self.epithets),
        }


def sightings(dream: Dream, reading: Reading) -> list[Sighting]:
    """Return who is in a dream, one sighting for each characters coding that has evidence.

    Parameters
    ----------
    dream
        The dream, with the very text that was read.
    reading
        What any reader found in it. Pronouns among the evidence name nobody; a coding of which the words tell
        nothing gives a sighting without names and relations. No such coding gives an empty list.

    Examples
    --------
    >>> from noctuary.reading.lexical import LexicalReader
    >>> dream = Dream(id="1", text="My sister Rachel rowed. Her teacher, Mr. Oake, sang to her.")
    >>> seen = sightings(dream, LexicalReader().read(dream))
    >>> [(each.names, each.relations, each.owner) for each in seen]
    [(('Rachel',), ('sister',), 'D'), (('Mr. Oake',), ('teacher',), 'rachel')]
    """
    coded = [
        (place, coding)
        for place, coding in enumerate(reading.codings)
        if coding.code.scale is Scale.CHARACTERS and coding.evidence
    ]
    if not coded:
        return []
    words = _Words(analyse(dream.text, waking=reading.waking), [coding for _, coding in coded])
    return [words.sighting(dream, place, index) for index, (place, _) in enumerate(coded)]


class _Mention(NamedTuple):
    """A stretch of evidence, with the phrase that names somebody there; pronouns have none."""

    span: TextSpan
    phrase: Phrase | None

    @property
    def is_named(self) -> bool:
        return self.phrase is not None and not _NO_NAMES.issuperset(self.phrase.names)


class _Words:
    """The words of a dream, by whom they stand for."""

    def __init__(self, text: DreamText, codings: list[Coding]) -> None:
        self.text = text
        self.characters = [Character.parse(each.code.symbol or "") for each in codings]
        tokens = {span: _tokens(text, span) for each in codings for span in each.evidence}
        phrases = find_phrases(text, _names_unlisted(text, tokens.values()))
        at = {token: phrase for phrase in phrases for token in range(phrase.first, phrase.last)}
        self.mentions = [
            _theirs(
                text,
                [
                    _Mention(span, next((at[token] for token in tokens[span] if token in at), None))
                    for span in each.evidence
                ],
            )
            for each in codings
        ]
        self.phrases = [
            list(dict.fromkeys(each.phrase for each in mentions if each.phrase)) for mentions in self.mentions
        ]
        # Whose evidence a token is; where several share it ("we"), the first of them.
        self.whose: dict[int, int] = {}
        for index, mentions in enumerate(self.mentions):
            for mention in mentions:
                for token in tokens[mention.span]:
                    self.whose.setdefault(token, index)

    def sighting(self, dream: Dream, place: int, index: int) -> Sighting:
        """Return what the words of one coding tell."""
        names = self._names(index)
        told = [
            (phrase.noun.lemma, self._owner(phrase, index))
            for phrase in self.phrases[index]
            if phrase.noun.kind not in _NAMES and not _is_title(self.text, phrase)
        ]
        owners = [owner for _, owner in told if owner]
        owner = DREAMER if DREAMER in owners else next(iter(owners), "")
        return Sighting(
            dream.key,
            dream.date.sort_key if dream.date else "",
            place,
            self.characters[index],
            names,
            # "my friend", of whom it is then said that she is Tom's sister, is no sister of the dreamer's
            tuple(dict.fromkeys(lemma for lemma, whose in told if whose in (owner, ""))),
            owner,
            () if names else self._epithets(index),
            tuple(each.span for each in self.mentions[index]),
            owner != DREAMER and any(_is_introduced(self.text, phrase) for phrase in self.phrases[index]),
        )

    def _names(self, index: int) -> tuple[str, ...]:
        times = Counter(
            _written(self.text, each.phrase)
            for each in self.mentions[index]
            if each.phrase is not None and each.is_named
        )
        return tuple(name for name, _ in times.most_common())

    def _owner(self, phrase: Phrase, index: int) -> str:
        """Return whose somebody is: ``my``, or kin that is called like a name (``Mother``), is the dreamer's."""
        if phrase.determiner is Determiner.OTHERS:
            return self._other(phrase, index)
        own = phrase.determiner is Determiner.OWN or _is_kin_by_name(self.text, phrase)
        return DREAMER if own else ""

    def _other(self, phrase: Phrase, index: int) -> str:
        """Return the key of who is not the dreamer and owns a phrase: ``her`` sister, ``Tom's`` sister."""
        word = self.text.words[phrase.first]
        by_pronoun = word in _POSSESSIVES
        at = phrase.first if by_pronoun else max(0, phrase.first - 2)  # before the 's
        owner = self._meant(at, _SEXES.get(word, ""), index) if by_pronoun else self.whose.get(at)
        if owner is not None and owner != index:
            if names := self._names(owner):
                return name_key(names[0])
            if phrases := self.phrases[owner]:
                return phrases[0].noun.lemma
        return name_key(self.text.words[at]) or word

    def _meant(self, at: int, sex: str, but: int) -> int | None:
        """Return the coding of who was last told of before *his* or *her*; ``None`` if nobody of that sex was."""
        for token in range(at - 1, max(-1, at - _REACH), -1):
            index = self.whose.get(token)
            if sex and index not in (None, but) and self.characters[index].sex in (sex, "I"):
                return index
        return None

    def _epithets(self, index: int) -> tuple[str, ...]:
        found = (
            # "a flock of geese" is no epithet
            (
                *(word for word in phrase.modifiers if word.isalpha() and word != "of"),
                self.text.words[phrase.head],
            )
            for phrase in self.phrases[index]
            if phrase.determiner in _DESCRIBED
        )
        return tuple(dict.fromkeys(" ".join(words) for words in found if 1 < len(words) <= _LONGEST_EPITHET))


def _tokens(text: DreamText, span: TextSpan) -> range:
    return range(bisect_left(text.starts, span.start), bisect_left(text.starts, span.end))


def _names_unlisted(text: DreamText, spans: Iterable[range]) -> set[str]:
    """Return what must be a name, in lower case: capitalised words that a reader took for somebody by themselves."""
    return {
        text.words[span.start]
        for span in spans
        if len(span) == 1
        and text.raw[span.start][0].isupper()
        and text.words[span.start] not in _PRONOUNS
        and text.words[span.start] not in NOUNS
        and text.words[span.start] not in _NO_NAMES
    }


def _theirs(text: DreamText, mentions: list[_Mention]) -> list[_Mention]:
    """Return the mentions without those that a reader joined to somebody and that mean another.

    ``Dad, Ari, and I`` are three, ``their dad`` is not mine; who goes by one name seldom goes by another; and once
    somebody is called by name, ``this man`` is somebody else.
    """
    if any(each.phrase is not None and _is_own_kin(each.phrase) for each in mentions):
        mentions = [each for each in mentions if each.phrase is None or not _is_others_kin(each.phrase)]
    named = [each for each in mentions if each.is_named]
    if not named:
        return mentions
    kin = [
        each
        for each in mentions
        if each.phrase is not None and not each.phrase.names and _is_kin_by_name(text, each.phrase)
    ]
    if len(kin) > len(named):
        return [each for each in mentions if not each.is_named]
    names = [parse_name(_written(text, each.phrase)) for each in named if each.phrase is not None]
    ((usual, _),) = Counter(names).most_common(1)
    others = {each.span for each, name in zip(named, names, strict=True) if not goes_with(name, usual)}
    others |= {each.span for each in kin}
    by_name = [each.phrase for each in named if each.phrase is not None]
    others |= {
        each.span for each in mentions if each.phrase is not None and _is_another(text, each.phrase, by_name)
    }
    return [each for each in mentions if each.span not in others]


def _is_another(text: DreamText, phrase: Phrase, names: list[Phrase]) -> bool:
    """Tell whether a noun means another than who was named before it: only right beside the name it describes."""
    if phrase.names or phrase.noun.kind not in _ANYBODY or phrase.head < names[0].head:
        return False
    if text.words[phrase.last : phrase.last + 1] == ["else"]:
        return True
    between = (text.words[min(name.last, phrase.last) : max(name.first, phrase.first)] for name in names)
    return not any(_DESCRIBING.issuperset(words) for words in between)


def _is_introduced(text: DreamText, phrase: Phrase) -> bool:
    """Tell whether a name is that of somebody unknown: ``a girl called Rachel``, ``her name was Rachel``."""
    before = text.words[max(0, phrase.first - 3) : phrase.first]
    if not phrase.names or len(before) < 2:
        return False
    if before[-1] in _NAMING:
        noun = NOUNS.get(before[-2])
        return noun is not None and noun.kind in _ANYBODY
    if before[-2:] == ["name", "of"]:
        return True
    return before[-2] == "name" and before[-1] in _BE and before[0] in _POSSESSIVES


def _is_kin_by_name(text: DreamText, phrase: Phrase) -> bool:
    """Tell whether kin is called by the relation, as by a name: ``Mother slept``, ``I dreamt that Mom slept``."""
    if phrase.noun.kind is not Kind.KIN or phrase.noun.plural:
        return False
    if phrase.determiner is Determiner.BARE:
        return True
    inside = phrase.determiner is Determiner.DEFINITE and phrase.head > phrase.first
    return inside and text.raw[phrase.head][0].isupper() and not text.raw[phrase.head].isupper()


def _is_own_kin(phrase: Phrase) -> bool:
    return phrase.noun.kind is Kind.KIN and phrase.determiner in (Determiner.OWN, Determiner.BARE)


def _is_others_kin(phrase: Phrase) -> bool:
    return phrase.noun.kind is Kind.KIN and phrase.determiner is Determiner.OTHERS and not phrase.names


def _is_title(text: DreamText, phrase: Phrase) -> bool:
    """Tell whether a noun is part of the name behind it: ``Father Ansgar``, ``Pope Ansgar``, ``Coach Hale``."""
    noun = phrase.noun
    return (
        bool(phrase.names)
        and phrase.head == phrase.last - len(phrase.names) - 1
        and (phrase.first == phrase.head or phrase.determiner is Determiner.DEFINITE)
        and (noun.lemma in ORDERS or noun.kind is Kind.OCCUPATION)
        and text.raw[phrase.head][0].isupper()
    )


def _written(text: DreamText, phrase: Phrase) -> str:
    """Return the name of a phrase as written, with its title and without the noun before it."""
    if phrase.noun.kind in _NAMES:
        first = phrase.first
    else:
        first = phrase.head if _is_title(text, phrase) else phrase.last - len(phrase.names)
    last = phrase.last + _has_initial(text, phrase.last)
    return " ".join(text.text[text.starts[first] : text.ends[last - 1]].split())


def _has_initial(text: DreamText, at: int) -> bool:
    """Tell whether a token is a surname of which only the first letter is told: ``Maud K``."""
    return (
        at < len(text)
        and len(text.raw[at]) == 1
        and text.raw[at].isupper()
        and text.words[at] not in _NO_INITIALS
        and text.sentence[at] == text.sentence[at - 1]
    )
