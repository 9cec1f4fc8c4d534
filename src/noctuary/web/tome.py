"""A dream as its page shows it: the text cut where marks begin and end, and each code beside it with its words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Final

from markupsafe import Markup, escape

from noctuary.coding import Coding, Reading, together
from noctuary.dream import Dream, TextSpan
from noctuary.errors import InputError
from noctuary.reading.lists import load
from noctuary.scheme import Scale, explain_character, explain_class, explain_code, explain_party, parse_party
from noctuary.scheme.symbols import CLASSES, DIRECTIONS, PARTIES, SCALE_NAMES, SCALE_SINGULARS
from noctuary.web.respond import shown


class Layer(StrEnum):
    """What can be marked in the text at one choice; the values stand in addresses."""

    FEELINGS = "feelings"
    CHARACTERS = "characters"
    INTERACTIONS = "interactions"
    FORTUNE = "fortune"
    SETTINGS = "settings"
    ACTIVITIES = "activities"
    OBJECTS = "objects"
    MODIFIERS = "modifiers"


LAYER_OF: Final = {
    Scale.EMOTIONS: Layer.FEELINGS,
    Scale.CHARACTERS: Layer.CHARACTERS,
    Scale.AGGRESSION: Layer.INTERACTIONS,
    Scale.FRIENDLINESS: Layer.INTERACTIONS,
    Scale.SEXUALITY: Layer.INTERACTIONS,
    Scale.SUCCESS: Layer.FORTUNE,
    Scale.FAILURE: Layer.FORTUNE,
    Scale.MISFORTUNE: Layer.FORTUNE,
    Scale.GOOD_FORTUNE: Layer.FORTUNE,
    Scale.SETTINGS: Layer.SETTINGS,
    Scale.ACTIVITIES: Layer.ACTIVITIES,
    Scale.OBJECTS: Layer.OBJECTS,
    Scale.MODIFIERS: Layer.MODIFIERS,
}
DREAMER: Final = "D"
_FORTUNES: Final = (Scale.SUCCESS, Scale.FAILURE, Scale.MISFORTUNE, Scale.GOOD_FORTUNE)
_ON_REQUEST: Final = frozenset({Layer.OBJECTS, Layer.MODIFIERS})
_DETERMINERS: Final = frozenset(" ".join(load("phrases")["determiners"].values()).split())
_PRONOUNS: Final = frozenset(" ".join(load("cast")["pronouns"].values()).split())


def parse_layers(written: str | None) -> frozenset[Layer] | None:
    """Read which layers an address asks for: ``feelings,characters``; ``None`` where it says nothing.

    Raises
    ------
    InputError
        If one of them is no layer.

    Examples
    --------
    >>> sorted(parse_layers("objects,feelings"))
    [<Layer.FEELINGS: 'feelings'>, <Layer.OBJECTS: 'objects'>]
    """
    if written is None:
        return None
    names = [name for name in written.split(",") if name]
    if not set(names) <= set(Layer):
        raise InputError("This address asks for marks that do not exist.", f"There are: {', '.join(Layer)}.")
    return frozenset(map(Layer, names))


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the text in which nothing begins or ends.

    Parameters
    ----------
    span
        Where.
    places
        The codes that point at it, by their place in the reading.
    waking
        Whether it is told from waking life.
    """

    span: TextSpan
    places: tuple[int, ...] = ()
    waking: bool = False


def runs(length: int, marked: Iterable[tuple[int, TextSpan]], waking: Iterable[TextSpan] = ()) -> list[Run]:
    """Cut a text where marks begin and end.

    Parameters
    ----------
    length
        Of the text, in characters; what reaches beyond it is cut off.
    marked
        Places of codes, and the stretches that they point at; these may overlap.
    waking
        Stretches told from waking life.

    Returns
    -------
    list of Run
        Without gaps from 0 to `length`; none for an empty text.

    Examples
    --------
    >>> [(*run.span, run.places) for run in runs(9, [(0, TextSpan(2, 6)), (1, TextSpan(4, 9))])]
    [(0, 2, ()), (2, 4, (0,)), (4, 6, (0, 1)), (6, 9, (1,))]
    """
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    sleeping = -1  # stands for "from waking life" among the places
    for place, (start, end) in [*marked, *((sleeping, span) for span in waking)]:
        if start < min(end, length):
            begins.setdefault(start, []).append(place)
            ends.setdefault(min(end, length), []).append(place)
    open_now: dict[int, int] = {}
    found = []
    for start, end in pairwise(sorted({0, length, *begins, *ends})):
        for place in begins.get(start, ()):
            open_now[place] = open_now.get(place, 0) + 1
        for place in ends.get(start, ()):
            open_now[place] -= 1
            if not open_now[place]:
                del open_now[place]
        places = tuple(sorted(place for place in open_now if place != sleeping))
        found.append(Run(TextSpan(start, end), places, sleeping in open_now))
    return found


# A line that ends as on old machines, in a carriage return alone.
_OLD_LINE_END: Final = re.compile(r"\r(?!\n)")


def pieces(text: str, cut: Iterable[Run]) -> Iterator[tuple[Run, Markup]]:
    """Yield each run with its words as a page holds them: sign for sign those of the text, and nothing but text.

    Control characters are shown as their pictures. A parser of HTML would make one sign of two that end a line.
    """
    visible = _OLD_LINE_END.sub("\n", shown(text))
    for run in cut:
        yield run, escape(run.span.cut(visible)).replace("\r", Markup("&#13;"))


def one_line(words: str) -> str:
    """Return words without line breaks."""
    return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """One of the stretches that a code points at."""

    span: TextSpan
    words: str = field(repr=False)

    @property
    def is_pronoun(self) -> bool:
        """Whether it says nothing of who it is."""
        return self.words.lower() in _PRONOUNS


@dataclass(frozen=True, slots=True)
class Entry:
    """A code as it is listed beside the text.

    Parameters
    ----------
    place
        In the reading that counts.
    coding
        The code and its evidence.
    label
        What it is called in the margin, in few words; some are the dream's own.
    says
        What its label leaves out, in words.
    mentions
        What it points at, in the order of the text.
    parties
        For an act: where the one who acts and the one who is met are mentioned nearest to it.
    """

    place: int
    coding: Coding
    label: str = field(repr=False)
    says: str = field(repr=False)
    mentions: tuple[Mention, ...] = field(default=(), repr=False)
    parties: tuple[TextSpan, ...] = ()

    @property
    def scale(self) -> Scale:
        """On which scale."""
        return self.coding.code.scale

    @property
    def layer(self) -> Layer:
        """With which layer it is marked."""
        return LAYER_OF[self.scale]

    @property
    def feeling(self) -> str:
        """The symbol of a feeling; empty for what is none."""
        return self.coding.code.symbol or "" if self.scale is Scale.EMOTIONS else ""

    @property
    def words(self) -> str:
        """What it stands on first; empty for a code without words."""
        return self.mentions[0].words if self.mentions else ""

    @property
    def explanation(self) -> str:
        """The code in words."""
        return explain_code(self.coding.code)

    @property
    def meaning(self) -> str:
        """The code in words, without who took part."""
        return explain_class(self.coding.code)

    @property
    def source(self) -> str:
        """Where else than in this dream it was learnt who somebody is; empty where the dream tells."""
        known = self.coding.established
        return "the cast list" if known == "cast list" else known

    @property
    def spans(self) -> str:
        """Where its words stand, as scripts take it: ``10-15 20-25``."""
        return written_spans(mention.span for mention in self.mentions)

    @property
    def party_spans(self) -> str:
        """Where those who act and are met are mentioned, as scripts take it."""
        return written_spans(self.parties)

    @property
    def start(self) -> int:
        """Where its words begin; 0 for a code without any."""
        return self.mentions[0].span.start if self.mentions else 0


def written_spans(spans: Iterable[TextSpan]) -> str:
    """Return stretches as scripts take them."""
    return " ".join(f"{start}-{end}" for start, end in spans)


class Tome:
    """A dream with what was found in it, as its page shows it.

    Parameters
    ----------
    dream
        The dream.
    readings
        Its readings, what counts most first; without any, nobody has read it yet.
    layers
        What to mark; ``None`` for feelings, or characters where there are none.
    """

    def __init__(
        self, dream: Dream, readings: Sequence[Reading], layers: Collection[Layer] | None = None
    ) -> None:
        self.dream = dream
        self.readings = tuple(readings)
        self.reading = together(readings) if readings else None
        self._asked = layers

    def __repr__(self) -> str:
        return f"Tome({self.dream!r}, {len(self.readings)} readings)"

    @cached_property
    def codings(self) -> tuple[Coding, ...]:
        """The codes that count; a code's place among them names it on the page."""
        return self.reading.codings if self.reading else ()

    @cached_property
    def waking(self) -> tuple[TextSpan, ...]:
        """What is told from waking life, within the text."""
        length = len(self.dream.text)
        found = self.reading.waking if self.reading else ()
        return tuple(TextSpan(start, min(end, length)) for start, end in found if start < length)

    @cached_property
    def waking_begins(self) -> frozenset[int]:
        """Where what is told from waking life begins."""
        return frozenset(span.start for span in self.waking)

    @cached_property
    def layers(self) -> frozenset[Layer]:
        """What is marked now."""
        if self._asked is not None:
            return frozenset(self._asked)
        return frozenset({Layer.FEELINGS if self.counts[Layer.FEELINGS] else Layer.CHARACTERS})

    @property
    def address(self) -> str:
        """What is marked now, as it stands in an address."""
        return ",".join(layer for layer in Layer if layer in self.layers)

    @cached_property
    def counts(self) -> dict[Layer, int]:
        """How many codes each layer holds."""
        found = dict.fromkeys(Layer, 0)
        for coding in self.codings:
            found[LAYER_OF[coding.code.scale]] += 1
        return found

    @cached_property
    def runs(self) -> list[Run]:
        """The text, cut where the marks of the chosen layers begin and end."""
        marked = ((entry.place, mention.span) for entry in self.listed for mention in entry.mentions)
        return runs(len(self.dream.text), marked, self.waking)

    @property
    def pieces(self) -> Iterator[tuple[Run, Markup]]:
        """Each run with its words; see :func:`pieces`."""
        return pieces(self.dream.text, self.runs)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every code, by place."""
        return tuple(
            Entry(
                place,
                coding,
                self._label(place, coding),
                self._says(place, coding),
                self._mentions[place],
                self._parties(coding),
            )
            for place, coding in enumerate(self.codings)
        )

    @cached_property
    def listed(self) -> tuple[Entry, ...]:
        """The codes of the chosen layers, in the order in which their words stand."""
        return tuple(entry for entry in self.in_order if entry.layer in self.layers)

    @cached_property
    def in_order(self) -> tuple[Entry, ...]:
        """Every code, in the order in which their words stand."""
        return tuple(sorted(self.entries, key=lambda entry: (entry.start, entry.place)))

    def on(self, *scales: Scale) -> list[Entry]:
        """Return the codes of some scales, in the order in which their words stand."""
        return [entry for entry in self.in_order if entry.scale in scales]

    @property
    def people(self) -> list[Entry]:
        """The characters, in the order in which they come."""
        return self.on(Scale.CHARACTERS)

    @property
    def deeds(self) -> list[Entry]:
        """The acts toward somebody, in the order in which they are told."""
        return self.on(Scale.AGGRESSION, Scale.FRIENDLINESS, Scale.SEXUALITY)

    @property
    def rest(self) -> list[tuple[str, list[tuple[str, list[Entry]]]]]:
        """What else was found: under the name of a scale its classes, each with its codes.

        Objects and modifiers when they are asked for.
        """
        told = []
        for scale in (Scale.SETTINGS, *_FORTUNES, Scale.ACTIVITIES, Scale.OBJECTS, Scale.MODIFIERS):
            if LAYER_OF[scale] in _ON_REQUEST and LAYER_OF[scale] not in self.layers:
                continue
            classes: dict[str, list[Entry]] = {}
            for entry in self.on(scale):
                classes.setdefault(entry.meaning, []).append(entry)
            if classes:
                told.append((SCALE_NAMES[scale], list(classes.items())))
        return told

    def classes(self, run: Run) -> str:
        """Return the style of a run: its layers, and the feeling that is told first."""
        marks = [self.entries[place] for place in run.places]
        names = [f"is-{mark.layer}" for mark in marks]
        names += [f"feels-{mark.feeling}" for mark in marks if mark.feeling][:1]
        names += [f"is-{mark.scale}" for mark in marks if mark.layer is Layer.INTERACTIONS][:1]
        return " ".join(dict.fromkeys(names))

    # Who is who, in the dream's own words.

    @cached_property
    def _mentions(self) -> list[tuple[Mention, ...]]:
        text = self.dream.text
        return [
            tuple(
                Mention(TextSpan(start, min(end, len(text))), one_line(text[start:end]))
                for start, end in sorted(coding.evidence)
                if start < len(text)
            )
            for coding in self.codings
        ]

    @cached_property
    def names(self) -> dict[int, str]:
        """What to call each character, by place: its first words that are no pronoun, else its code in words."""
        return {
            place: next(
                (_amid(mention.words) for mention in self._mentions[place] if not mention.is_pronoun),
                explain_character(coding.code.symbol or ""),
            )
            for place, coding in enumerate(self.codings)
            if coding.code.scale is Scale.CHARACTERS
        }

    @cached_property
    def _bearers(self) -> Mapping[str, list[int]]:
        """The characters that bear each symbol, by place."""
        found: dict[str, list[int]] = {}
        for place in self.names:
            found.setdefault(str(self.codings[place].code.symbol), []).append(place)
        return found

    def member(self, symbol: str, at: int) -> int | None:
        """Return which character a member of a party is: of several with one code, who is mentioned nearest.

        Parameters
        ----------
        symbol
            ``1MKA``, ``D``.
        at
            Where in the text.

        Returns
        -------
        int or None
            The place of the character; ``None`` for the dreamer, and for who is no character here.
        """
        bearers = self._bearers.get(symbol, [])
        return min(bearers, key=lambda place: abs(self._nearest(place, at).start - at), default=None)

    def _nearest(self, place: int, at: int) -> TextSpan:
        """Return the mention of a character that a reader meets last before a place, else the first one."""
        mentions = self._mentions[place]
        if not mentions:
            return TextSpan(0, 0)
        before = bisect_right([mention.span.start for mention in mentions], at)
        return mentions[max(0, before - 1)].span

    def named(self, party: str | None, at: int) -> str:
        """Return what to call a party beside the text, in the dream's own words where it has any."""
        if party is None:
            return ""
        return " and ".join(self._named(member, at) for member in parse_party(party))

    def _named(self, symbol: str, at: int) -> str:
        place = self.member(symbol, at)
        if place is not None:
            return self.names[place]
        return PARTIES.get(symbol) or explain_party(symbol)

    def _label(self, place: int, coding: Coding) -> str:
        code, mentions = coding.code, self._mentions[place]
        at = mentions[0].span.start if mentions else 0
        words = mentions[0].words if mentions else ""
        whose = "" if code.actor in (None, DREAMER) else self.named(code.actor, at)
        match LAYER_OF[code.scale]:
            case Layer.CHARACTERS:
                return self.names[place]
            case Layer.INTERACTIONS:
                return _between(self.named(code.actor, at), code.direction, self.named(code.recipient, at))
            case Layer.FEELINGS | Layer.FORTUNE:
                feelings = code.scale is Scale.EMOTIONS
                name = CLASSES[code.scale][code.symbol or ""] if feelings else SCALE_SINGULARS[code.scale]
                return f"{name} ({whose})" if whose else name
            case Layer.ACTIVITIES:
                return words or explain_class(code)
            case _:
                return explain_class(code)

    def _says(self, place: int, coding: Coding) -> str:
        """Return what the label of a code leaves out."""
        code, mentions = coding.code, self._mentions[place]
        at = mentions[0].span.start if mentions else 0
        match LAYER_OF[code.scale]:
            case Layer.CHARACTERS:
                return explain_code(code)
            case Layer.INTERACTIONS:
                return explain_class(code)
            case Layer.FEELINGS:
                return f"held by {self.named(code.actor, at)}"
            case Layer.FORTUNE:
                befalling = f"befalling {self.named(code.actor, at)}"
                return f"{explain_class(code)}, {befalling}" if code.symbol else befalling
            case Layer.ACTIVITIES:
                parties = _between(self.named(code.actor, at), code.direction, self.named(code.recipient, at))
                return f"{explain_class(code)}: {parties}"
            case _:
                return ""

    def _parties(self, coding: Coding) -> tuple[TextSpan, ...]:
        if LAYER_OF[coding.code.scale] is not Layer.INTERACTIONS or not coding.evidence:
            return ()
        return tuple(self._where(coding.code.actor, coding.evidence[0].start)) + tuple(
            self._where(coding.code.recipient, coding.evidence[0].start)
        )

    def _where(self, party: str | None, at: int) -> Iterator[TextSpan]:
        """Yield where the members of a party are mentioned nearest to a place."""
        for symbol in parse_party(party) if party else ():
            place = self.member(symbol, at)
            if place is not None and self._mentions[place]:
                yield self._nearest(place, at)


def _amid(words: str) -> str:
    """Return words as they stand amid a sentence: ``A woman`` began one."""
    first, _, rest = words.partition(" ")
    return f"{first.lower()} {rest}" if rest and first.lower() in _DETERMINERS else words


def _between(actor: str, direction: str | None, recipient: str) -> str:
    match direction:
        case None:
            return actor
        case "*":
            return f"{actor} {DIRECTIONS['*']}"
        case _:
            return f"{actor} {'↔' if direction == '=' else '→'} {recipient}"
