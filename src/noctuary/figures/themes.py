"""Typical themes: which of the dreams that most people know a report tells, and with what words.

The themes, their words and what is known of how common they are stand in ``data/themes.toml``. A cue is found in
the text as written, and then has to hold by the grammar of its clause: somebody else may fall, and what is denied
or only feared did not happen.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from itertools import groupby
from math import prod
from operator import itemgetter
from typing import Any, Final, NamedTuple

from noctuary.coding import Reading
from noctuary.dream import Dream, DreamKey, TextSpan
from noctuary.errors import InputError
from noctuary.figures.lists import load_list
from noctuary.figures.patterns import Phrase, Text, compiled
from noctuary.reading.cast import Cast, Mention
from noctuary.reading.characters import find_cast
from noctuary.reading.clauses import clause_start, experiencer_of, is_noun, object_of, subject_of
from noctuary.reading.passages import read_words
from noctuary.reading.scope import compared, hypothetical, negated
from noctuary.reading.text import DreamText
from noctuary.scheme import Scale

ENOUGH: Final = 0.5
"""The confidence from which on a theme is found."""

_SUREST: Final = 0.97
_DREAMER: Final = "dreamer"
_POSSESSIVES: Final = frozenset({"my", "our"})
_SUBJECTS: Final = frozenset({"i", "we"})


_Party = Callable[[DreamText, Cast, int], Mention | None]


class Kind(StrEnum):
    """Whether a report shows a theme; only the dreamer knows, as who is alive awake; or its words err too often."""

    TOLD = "told"
    ASK = "ask"
    ROUGH = "rough"


class Role(StrEnum):
    """What part the dreamer has in a theme; untold where she says that a dream holds it, without its words."""

    AGENT = "agent"
    VICTIM = "victim"
    WITNESS = "witness"
    UNTOLD = "untold"


class Lifetime(NamedTuple):
    """Of 100 students, how many say that they have ever had such a dream: all, men and women.

    It counts people, not dreams, and cannot be set beside a rate of dreams.
    """

    all: float
    men: float
    women: float


@dataclass(frozen=True, slots=True)
class Cue:
    """One list of phrases that tell of a theme; the fields are those of the data file.

    Parameters
    ----------
    phrases
        What stands in the dream.
    confidence
        The share of dreams with such a phrase that hold the theme, from 0 to 1.
    role
        The dreamer's.
    by, to, of
        Who does what the phrase's verb says, to whom, and of whom the words are said: ``dreamer``, ``other``, or
        empty for anyone.
    need, unless
        What must, and what must not, stand in the same sentence.
    supposed
        Whether it counts where it is only supposed, wished or possible.
    awake
        Whether it counts where it is told from waking life.
    """

    phrases: tuple[Phrase, ...] = field(repr=False)
    confidence: float
    role: Role
    by: str = ""
    to: str = ""
    of: str = ""
    need: tuple[Phrase, ...] = field(default=(), repr=False)
    unless: tuple[Phrase, ...] = field(default=(), repr=False)
    supposed: bool = False
    awake: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """One typical theme.

    Parameters
    ----------
    id
        As commands name it: ``falling``.
    number
        Its number in the questionnaire, from 1 to 55.
    name
        In a few words.
    kind
        Whether the report shows it.
    lifetime
        How many people know it.
    cues, idioms
        The phrases that tell of it, and those that mean something else.
    codes
        Codes of a reading that bear it out, each as slots with their values.
    support
        The share of dreams with such a code that hold it, from 0 to 1.
    """

    id: str
    number: int
    name: str
    kind: Kind
    lifetime: Lifetime
    cues: tuple[Cue, ...] = field(repr=False)
    idioms: tuple[Phrase, ...] = field(repr=False)
    codes: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    support: float = 0


@dataclass(frozen=True, slots=True)
class ThemeSighting:
    """A theme found in one dream.

    Parameters
    ----------
    theme
        Its id.
    dream
        Which dream.
    evidence
        The words that tell of it, in order, as places in the text.
    role
        The dreamer's.
    confidence
        From :data:`ENOUGH` to 1, the share of such dreams that hold it.
    version
        Of the themes' words.
    """

    theme: str
    dream: DreamKey
    evidence: tuple[TextSpan, ...]
    role: Role
    confidence: float
    version: str


def version() -> str:
    """Return the version of the themes' words, which goes up when they find something else."""
    return str(load_list("themes")["version"])


@cache
def themes() -> tuple[Theme, ...]:
    """Return all themes, in the order of the questionnaire.

    Examples
    --------
    >>> themes()[2].id, themes()[2].lifetime.all
    ('falling', 73.8)
    """
    lists = load_list("themes")
    return tuple(_theme(table, lists["words"]) for table in lists["theme"])


def _theme(table: Mapping[str, Any], words: Mapping[str, str]) -> Theme:
    return Theme(
        table["id"],
        table["number"],
        table["name"],
        Kind(table.get("kind", "told")),
        Lifetime(*table["lifetime"]),
        tuple(_cue(cue, words) for cue in table["cue"]),
        compiled(table.get("idioms", ()), words),
        tuple(table.get("codes", ())),
        table.get("support", 0),
    )


def _cue(table: Mapping[str, Any], words: Mapping[str, str]) -> Cue:
    by, to, of = (table.get(name, "") for name in ("by", "to", "of"))
    usual = Role.AGENT if by == _DREAMER else Role.VICTIM if _DREAMER in (to, of) else Role.WITNESS
    return Cue(
        compiled(table["words"], words),
        table["confidence"],
        Role(table.get("role", usual)),
        by,
        to,
        of,
        compiled(table.get("with", ()), words),
        compiled(table.get("unless", ()), words),
        table.get("supposed", False),
        table.get("awake", False),
    )


def find_theme(name: str) -> Theme:
    """Return the theme of an id or a number.

    Raises
    ------
    InputError
        If there is none.

    Examples
    --------
    >>> find_theme("3").name
    'falling'
    """
    for theme in themes():
        if name.casefold() in (theme.id, str(theme.number)):
            return theme
    raise InputError(f"There is no theme {name[:40]!r}.", "See them all with `noctuary themes --all`.")


def borne_out(reading: Reading) -> frozenset[str]:
    """Return the ids of the themes that the codes of a reading bear out.

    Examples
    --------
    >>> from noctuary.coding import Coding, Reader
    >>> from noctuary.scheme import Scale, parse
    >>> chase = Coding(parse("1MSA 6> D", Scale.AGGRESSION))
    >>> sorted(borne_out(Reading(DreamKey("mine", "1"), Reader("me"), (chase,))))
    ['locked-up', 'pursued']
    """
    codes = {coding.code for coding in reading.codings}
    supports = _supports()
    return frozenset(
        theme
        for code in codes
        for theme, slots in supports.get(code.scale, ())
        if all(value in (getattr(code, slot) or "").split("+") for slot, value in slots.items())
    )


@cache
def _supports() -> dict[Scale, list[tuple[str, dict[str, str]]]]:
    """Return, for each scale, the themes that its codes may bear out, with the slots that they must have."""
    supports: dict[Scale, list[tuple[str, dict[str, str]]]] = {}
    for theme in themes():
        for code in theme.codes:
            slots = {slot: value for slot, value in code.items() if slot != "scale"}
            supports.setdefault(Scale(code["scale"]), []).append((theme.id, slots))
    return supports


def themes_in(
    dream: Dream, *, borne_out: Container[str] = (), only: Container[str] | None = None
) -> list[ThemeSighting]:
    """Return the typical themes that a dream tells, in the order of the questionnaire.

    A theme that is not of the kind ``told`` is a proposal, for the dreamer to
    judge.

    Parameters
    ----------
    dream
        The report. What it tells from waking life counts for no theme but those that ask for it.
    borne_out
        The ids of themes that the codes of the dream bear out, as :func:`borne_out` gives them. They make a theme
        surer and do not make one: dreams with and without codes are counted alike.
    only
        Look for the themes of these ids alone.

    Returns
    -------
    list of ThemeSighting
        Empty for a dream that tells none, such as an empty one.

    Examples
    --------
    >>> dream = Dream(id="1", text="A bear chased me. I fell off the roof, but my hat did not fall.")
    >>> [(each.theme, each.role.value) for each in themes_in(dream)]
    [('pursued', 'victim'), ('falling', 'agent'), ('beasts', 'victim')]
    """
    scene = _Scene(dream.text)
    found = []
    for theme, places in scene.candidates():
        if (only is not None and theme.id not in only) or _likelihood(places) < ENOUGH:
            continue
        cues = _apart([place for place in places if scene.tells(theme, place)])
        likelihood = _likelihood(cues)
        if likelihood >= ENOUGH:
            support = theme.support if theme.id in borne_out else 0
            confidence = round(min(1 - (1 - likelihood) * (1 - support), _SUREST), 3)
            evidence = tuple(sorted(place.span for place in cues))
            role = cues[0].cue.role
            found.append(ThemeSighting(theme.id, dream.key, evidence, role, confidence, version()))
    return found


class _Place(NamedTuple):
    """Where a cue stands, and its verb."""

    cue: Cue
    span: TextSpan
    head: int


def _apart(places: list[_Place]) -> list[_Place]:
    """Return the cues that do not overlap a surer one, the surest first: the same words count once."""
    apart: list[_Place] = []
    for place in sorted(places, key=lambda each: (-each.cue.confidence, each.span)):
        if not any(_overlap(place.span, other.span) for other in apart):
            apart.append(place)
    return apart


def _overlap(one: TextSpan, other: TextSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _likelihood(places: Iterable[_Place]) -> float:
    """Return how likely cues make their theme, if the different ones err independently; 0 without any."""
    return 1 - prod({id(place.cue): 1 - place.cue.confidence for place in places}.values())


@cache
def _cues_by_key() -> dict[str, list[tuple[int, int]]]:
    """Return which cues a word may belong to: the place of the theme, and that of the cue within it."""
    by_key: dict[str, list[tuple[int, int]]] = {}
    for number, theme in enumerate(themes()):
        for place, cue in enumerate(theme.cues):
            for key in frozenset().union(*(phrase.keys for phrase in cue.phrases)):
                by_key.setdefault(key, []).append((number, place))
    return by_key


class _Scene:
    """One dream, read as far as the cues in it ask for: most dreams need no grammar at all."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.plain = Text.of(written)

    def candidates(self) -> Iterator[tuple[Theme, list[_Place]]]:
        """Yield each theme with where its cues stand, whatever the grammar says."""
        by_key = _cues_by_key()
        held = {each for key in self.plain.words & by_key.keys() for each in by_key[key]}
        for number, cues in groupby(sorted(held), key=itemgetter(0)):
            theme = themes()[number]
            places = [
                _Place(cue, span, head)
                for cue in (theme.cues[at] for _, at in cues)
                for span, head in self.plain.find(cue.phrases)
            ]
            yield theme, places

    @cached_property
    def text(self) -> DreamText:
        return read_words(self.written)

    @cached_property
    def cast(self) -> Cast:
        return find_cast(self.text)

    def tells(self, theme: Theme, place: _Place) -> bool:
        """Tell whether the dream says that a cue comes about, of whom it is meant for."""
        cue, token = place.cue, self.text.token_at(place.head)
        return (
            (cue.awake or self.text.told[token])
            and self._happens(cue, token)
            and not any(_overlap(place.span, idiom) for idiom, _ in self.plain.find(theme.idioms))
            and self._stands_among(cue, token)
            and self._is_party(cue.by, subject_of, token)
            and self._is_party(cue.to, object_of, token)
            and self._is_party(cue.of, experiencer_of, token)
        )

    def _happens(self, cue: Cue, token: int) -> bool:
        if negated(self.text, token) or compared(self.text, token):
            return False
        if not (cue.by or cue.to):
            return True
        return not is_noun(self.text, token) and (cue.supposed or not hypothetical(self.text, token))

    def _stands_among(self, cue: Cue, token: int) -> bool:
        """Tell whether the sentence of a token holds what it must, and not what it must not."""
        if not (cue.need or cue.unless):
            return True
        sentence = self._sentence(token)
        if cue.need and not self.plain.holds(cue.need, *sentence):
            return False
        return not self.plain.holds(cue.unless, *sentence)

    def _is_party(self, wanted: str, party: _Party, token: int) -> bool:
        """Tell whether whom the grammar gives is the dreamer, or another, as wanted."""
        if not wanted:
            return True
        mention = party(self.text, self.cast, token)
        if (
            mention is not None
            and _owns(self.text, mention)
            and mention.last <= clause_start(self.text, token)
        ):
            mention = party(self.text, self.cast, mention.first)  # "I spread my arms and flew"
        if mention is None or _owns(self.text, mention):
            return False
        if mention.first > token and self.text.words[mention.head] in _SUBJECTS:
            return False  # "shot in the morning, we ate it": it begins another clause
        return mention.dreamer is (wanted == _DREAMER)

    def _sentence(self, token: int) -> TextSpan:
        number, first, last = self.text.sentence[token], token, token + 1
        while first and self.text.sentence[first - 1] == number:
            first -= 1
        while last < len(self.text) and self.text.sentence[last] == number:
            last += 1
        return self.text.span(first, last)


def _owns(text: DreamText, mention: Mention) -> bool:
    """Tell whether the words only say whose something is: ``hit my car``."""
    after = text.words[mention.last] if mention.last < len(text) else ""
    return after == "'s" or (text.words[mention.head] in _POSSESSIVES and after[:1].isalpha())
