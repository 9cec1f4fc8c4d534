"""A person corrects what was read: code by code, kept beside the other readings, each act to be taken back.

A correction is a reading of its own. It codes the scales that the person
touched, and no other; there it holds all the codes that counted before, and
the change. Codes that the person took a hand in have no confidence any more,
for it is a person who says so; those that were merely carried over keep the
confidence of the program that found them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from noctuary.coding import CORRECTING, Coding, Reader, ReaderKind, Reading, is_correction
from noctuary.dream import DreamKey, TextSpan, check_text
from noctuary.errors import InputError, OutdatedError
from noctuary.library.agreement import SETTLED
from noctuary.library.standing import Standing
from noctuary.readers import READERS
from noctuary.scheme import Code, Scale, parse
from noctuary.scheme.symbols import SCALE_NAMES
from noctuary.stats.pairing import pair_codings
from noctuary.store import corrections
from noctuary.store.store import Store

#: The name of whoever gives none.
NOBODY_IN_PARTICULAR: Final = "me"
_LONGEST_NAME: Final = 40


def corrector(name: str) -> Reader:
    """Return whose reading the corrections of a coder are.

    Raises
    ------
    InputError
        If the name is empty, too long, no text, or that of a program or of what was settled.

    Examples
    --------
    >>> str(corrector("Ana"))
    'Ana 1 (by correcting)'
    """
    called = " ".join(name.split())
    try:
        check_text("name", called)
    except ValueError:
        called = ""
    if not called or len(called) > _LONGEST_NAME or not called.isprintable():
        raise InputError(
            f"A coder's name has 1 to {_LONGEST_NAME} letters.", "Give a short one, such as initials."
        )
    if called in READERS or called == SETTLED.name:
        raise InputError(f"{called!r} is the name of a reader that comes with Noctuary.", "Give another one.")
    return Reader(called, kind=ReaderKind.PERSON, settings=CORRECTING)


def uncorrected(readings: Iterable[Reading]) -> list[Reading]:
    """Return readings without those that correct others."""
    return [each for each in readings if not is_correction(each.reader)]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What an act did.

    Parameters
    ----------
    act
        In words without a word of the dream: ``accepted 1MKA``. Empty if there was nothing to do.
    place
        Where to look now: the place of the code, or of the one that took its place; ``None`` if there is none.
    standing
        What counts from now on.
    """

    act: str
    place: int | None
    standing: Standing = field(repr=False)


@dataclass(frozen=True, slots=True)
class Difference:
    """A code that counts beside the one of the reading below that it answers.

    Parameters
    ----------
    place
        Of the code that counts; ``None`` where the reading below has a code that counts no more.
    below
        What the reading below has; ``None`` where it has nothing.
    """

    place: int | None
    below: Coding | None


@dataclass(frozen=True, slots=True)
class Below:
    """What would count on a scale if it had not been corrected.

    Parameters
    ----------
    reader
        Whose codes these would be; ``None`` if nobody else coded the scale.
    differences
        Every code on which the two differ, by the code or by the words that it stands on.
    """

    reader: Reader | None
    differences: tuple[Difference, ...]


class Corrections:
    """What one coder corrects in one dream; see :meth:`noctuary.library.Library.corrections`.

    Parameters
    ----------
    store
        The library file.
    dream
        Which dream.
    coder
        What the person is called.
    seen
        The version of what counts that the person saw: an act is refused when another counts by now.
    """

    def __init__(
        self, store: Store, dream: DreamKey, coder: str = NOBODY_IN_PARTICULAR, *, seen: str = ""
    ) -> None:
        self._store = store
        self._dream = dream
        self._seen = seen
        self.reader: Final = corrector(coder)

    # What is there.

    def standing(self) -> Standing:
        """Return what counts of the dream."""
        return Standing.of(self._dream, self._store.readings(self._dream))

    def reading(self) -> Reading | None:
        """Return the coder's corrections, ``None`` if there are none."""
        return next((each for each in self._store.readings(self._dream) if each.reader == self.reader), None)

    @property
    def count(self) -> int:
        """How many acts can be taken back."""
        return corrections.count(self._store, self._dream, self.reader)

    @property
    def last(self) -> str:
        """The act that would be taken back next, in words; empty if there is none."""
        kept = corrections.last(self._store, self._dream, self.reader)
        return kept.act if kept else ""

    # Acts.

    def accept(self, place: int) -> Corrected:
        """Say that one code is right."""
        return self._act(lambda standing: accepting(standing, [_at(standing, place)]))

    def accept_scale(self, scale: Scale) -> Corrected:
        """Say that all codes of a scale are right; or, where there are none, that there is nothing."""
        return self._act(lambda standing: accepting_scales(standing, [scale]))

    def accept_all(self) -> Corrected:
        """Say that every code is right, on every scale that somebody coded."""
        return self._act(lambda standing: accepting_scales(standing, list(standing.readers)))

    def change(
        self,
        place: int,
        code: Code,
        *,
        evidence: Iterable[TextSpan] | None = None,
        also_in: Collection[int] = (),
    ) -> Corrected:
        """Put another code in the place of one.

        Parameters
        ----------
        place
            Of the code.
        code
            The right one; may be of another scale.
        evidence
            The words that it stands on; the same as before if ``None``.
        also_in
            For a character: the places of acts and feelings that name it, which are to name the new one.

        Raises
        ------
        InputError
            If a code of `also_in` does not name it.
        """
        spans = None if evidence is None else self._evidence(evidence)
        return self._act(lambda standing: changing(standing, _at(standing, place), code, spans, also_in))

    def move(self, place: int, evidence: Iterable[TextSpan]) -> Corrected:
        """Let a code stand on other words."""
        spans = self._evidence(evidence)
        return self._act(lambda standing: moving(standing, _at(standing, place), spans))

    def add(self, code: Code, evidence: Iterable[TextSpan] = ()) -> Corrected:
        """Add a code that was missed.

        Raises
        ------
        InputError
            If it stands on these very words already.
        """
        spans = self._evidence(evidence)
        return self._act(lambda standing: adding(standing, code, spans))

    def remove(self, place: int) -> Corrected:
        """Take a code away that is wrong."""
        return self._act(lambda standing: removing(standing, _at(standing, place)))

    def undo(self) -> Corrected:
        """Take the coder's last act on this dream back; what was said before is as it was.

        Raises
        ------
        InputError
            If the corrections came from elsewhere since, so that nobody knows what was before.
        """
        with self._store.transaction():
            self._check_seen()
            kept = corrections.last(self._store, self._dream, self.reader)
            if kept is None:
                return Corrected("", None, self.standing())
            now = self.reading()
            if now is None or _fingerprint(now) != kept.after:
                raise InputError(
                    "These corrections were brought in from elsewhere since.",
                    "What was there before is not known here, so nothing was taken back.",
                )
            before = None if kept.read_before is None else _restored(now, json.loads(kept.before))
            corrections.take_back(self._store, kept, self._dream, self.reader, before)
            standing = self.standing()
        place = min(json.loads(kept.before)["place"], len(standing.codings) - 1)
        return Corrected(kept.act, place if place >= 0 else None, standing)

    def _act(self, change: Callable[[Standing], Change]) -> Corrected:
        with self._store.transaction():
            standing = self._check_seen()
            wanted = change(standing)
            if self._is_said(standing, wanted):
                return Corrected("", standing.first_place(wanted.scale) + wanted.index, standing)
            before = self.reading()
            after = self._reading(standing, before, wanted.scales)
            was = _before(before, after) | {"place": standing.first_place(wanted.scale) + wanted.index}
            corrections.keep(
                self._store, after, act=wanted.act, before=json.dumps(was), after=_fingerprint(after)
            )
            now = self.standing()
        place = min(now.first_place(wanted.scale) + wanted.index, len(now.codings) - 1)
        return Corrected(wanted.act, place if place >= 0 else None, now)

    def _is_said(self, standing: Standing, wanted: Change) -> bool:
        """Whether this is what the coder says already."""
        return all(
            standing.readers.get(scale) == self.reader and list(standing.on(scale)) == list(codings)
            for scale, codings in wanted.scales.items()
        )

    def _check_seen(self) -> Standing:
        standing = self.standing()
        if self._seen and self._seen != standing.version:
            raise OutdatedError(
                "These codes have changed since this page showed them.",
                "It shows them as they are now; nothing is lost.",
            )
        return standing

    def _reading(
        self, standing: Standing, before: Reading | None, changed: Mapping[Scale, Sequence[Coding]]
    ) -> Reading:
        # Where another person said something later, that counts and goes on counting: what this one said before it
        # must not come back because of an act on another scale.
        scales = {
            scale: tuple(changed[scale]) if scale in changed else tuple(standing.on(scale))
            for scale in Scale
            if scale in changed or standing.readers.get(scale) == self.reader
        }
        return Reading.of(
            self._store.get(self._dream),
            self.reader,
            [coding for codings in scales.values() for coding in codings],
            scales=scales,
            waking=before.waking if before else standing.waking,
        )

    def _evidence(self, spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
        return tidy_evidence(self._store.get(self._dream).text, spans)


# What each act makes of what counts; these know no file.


@dataclass(frozen=True, slots=True)
class Change:
    """What an act makes of what counts.

    Parameters
    ----------
    act
        In words.
    scales
        All codes of each scale that it touches, as they are to be.
    scale, index
        The code to look at from then on.
    """

    act: str
    scales: Mapping[Scale, Sequence[Coding]]
    scale: Scale
    index: int


def accepting(standing: Standing, places: Sequence[int]) -> Change:
    """Return the change that confirms codes, one at least."""
    scales = _lists(standing, places)
    for place in places:
        codes, index = _where(standing, scales, place)
        codes[index] = replace(codes[index], confidence=None)
    first = standing.codings[places[0]].code
    act = f"accepted {first}" if len(places) == 1 else f"accepted {len(places)} codes"
    return Change(act, scales, first.scale, places[0] - standing.first_place(first.scale))


def accepting_scales(standing: Standing, scales: Sequence[Scale]) -> Change:
    """Return the change that confirms all codes of scales, or that there are none; one scale at least.

    Raises
    ------
    InputError
        If there is no scale.
    """
    if not scales:
        raise InputError("Nobody has read this dream yet.", "Add a code on words that you select.")
    codes = {scale: [replace(coding, confidence=None) for coding in standing.on(scale)] for scale in scales}
    count = sum(map(len, codes.values()))
    if len(scales) > 1:
        act = f"accepted every code, {count} in all"
    else:
        name = SCALE_NAMES[scales[0]]
        act = (
            f"accepted {name}, {_counted(count)}" if count else f"accepted that there is nothing under {name}"
        )
    return Change(act, codes, scales[0], 0)


def changing(
    standing: Standing,
    place: int,
    code: Code,
    evidence: tuple[TextSpan, ...] | None = None,
    also_in: Collection[int] = (),
) -> Change:
    """Return the change that puts another code in the place of one, and of a character into those that name it.

    Raises
    ------
    InputError
        If a code of `also_in` does not name it.
    """
    old = standing.codings[place]
    carried = sorted(set(also_in))
    if carried and not set(carried) <= set(naming(standing, place)):
        raise InputError(f"A code that is to follow does not name {old.code}.", "Load the page again.")
    scales = _lists(standing, [place, *carried])
    # Where it was learnt who somebody is says nothing of who the person says it is.
    new = Coding(
        code,
        old.evidence if evidence is None else evidence,
        established=old.established if code == old.code else "",
    )
    for each in carried:
        codes, index = _where(standing, scales, each)
        named = _renamed(codes[index].code, str(old.code), str(code))
        codes[index] = replace(codes[index], code=named, confidence=None)
    codes, index = _where(standing, scales, place)
    if code.scale is old.code.scale:
        codes[index] = new
    else:
        del codes[index]
        index = _insert(scales.setdefault(code.scale, list(standing.on(code.scale))), new)
    if code != old.code:
        act = f"changed {old.code} to {code}"
    else:
        act = f"accepted {code}" if new.evidence == old.evidence else _moved(new)
    if carried:
        act += f", also in {_counted(len(carried), 'other code')}"
    return Change(act, scales, code.scale, index)


def moving(standing: Standing, place: int, evidence: tuple[TextSpan, ...]) -> Change:
    """Return the change that lets a code stand on other words."""
    scales = _lists(standing, [place])
    codes, index = _where(standing, scales, place)
    codes[index] = replace(codes[index], evidence=evidence, confidence=None)
    return Change(_moved(codes[index]), scales, codes[index].code.scale, index)


def adding(standing: Standing, code: Code, evidence: tuple[TextSpan, ...] = ()) -> Change:
    """Return the change that adds a code, in the order of appearance.

    Raises
    ------
    InputError
        If it stands on these very words already.
    """
    codes = list(standing.on(code.scale))
    if evidence and any((each.code, each.evidence) == (code, evidence) for each in codes):
        raise InputError(f"{code} stands on these words already.", "Select others, or accept it there.")
    index = _insert(codes, Coding(code, evidence))
    return Change(f"added {code}", {code.scale: codes}, code.scale, index)


def removing(standing: Standing, place: int) -> Change:
    """Return the change that takes a code away."""
    code = standing.codings[place].code
    still = len(naming(standing, place))
    scales = _lists(standing, [place])
    codes, index = _where(standing, scales, place)
    del codes[index]
    act = f"removed {code}"
    if still and not any(each.code == code for each in codes):
        act += f"; {_counted(still, 'other code')} still {'names' if still == 1 else 'name'} it"
    return Change(act, scales, code.scale, min(index, max(len(codes) - 1, 0)))


def naming(standing: Standing, place: int) -> list[int]:
    """Return the places of the acts, feelings and fortunes that name a character; of another code, none."""
    code = standing.codings[place].code
    if code.scale is not Scale.CHARACTERS:
        return []
    return [
        other
        for other, each in enumerate(standing.codings)
        if each.code.scale is not Scale.CHARACTERS and str(code) in _members(each.code)
    ]


def below(dream: DreamKey, readings: Sequence[Reading]) -> dict[Scale, Below]:
    """Return what would count on each corrected scale if nobody had corrected it.

    Parameters
    ----------
    dream
        Which dream.
    readings
        All of its readings, in the order of the store.
    """
    standing, before = Standing.of(dream, readings), Standing.of(dream, uncorrected(readings))
    return {
        scale: Below(before.readers.get(scale), differences(standing, before, scale))
        for scale, reader in standing.readers.items()
        if is_correction(reader)
    }


def differences(standing: Standing, before: Standing, scale: Scale) -> tuple[Difference, ...]:
    """Return where two differ on a scale: by a code, or by the words that it stands on."""
    codings, first = list(standing.on(scale)), standing.first_place(scale)
    mine, theirs = _apart(codings, list(before.on(scale)))
    found = []
    for pair in pair_codings([codings[index] for index in mine], theirs):
        place = first + mine.pop(0) if pair.one else None
        found.append(Difference(place, pair.other))
    return tuple(found)


def tidy_evidence(text: str, spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return stretches of a text in order, without blanks at their ends, those that meet joined.

    Raises
    ------
    InputError
        If one lies outside the text, or holds nothing but blanks.

    Examples
    --------
    >>> tidy_evidence("a black dog", [TextSpan(1, 8), TextSpan(5, 11)])
    (TextSpan(start=2, end=11),)
    """
    tidied: list[TextSpan] = []
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text):
            raise InputError(
                "These words lie outside the text.", "Load the page again, and select them anew."
            )
        words = text[start:end]
        begin = start + len(words) - len(words.lstrip())
        if not words.strip():
            raise InputError("There is no word in what you selected.", "Select a word at least.")
        span = TextSpan(begin, begin + len(words.strip()))
        if tidied and span.start <= tidied[-1].end:
            span = TextSpan(tidied[-1].start, max(span.end, tidied.pop().end))
        tidied.append(span)
    return tuple(tidied)


def _at(standing: Standing, place: int) -> int:
    if not 0 <= place < len(standing.codings):
        raise InputError("There is no such code in this dream.", "Load the page again.")
    return place


def _lists(standing: Standing, places: Iterable[int]) -> dict[Scale, list[Coding]]:
    """Return all codes of the scales on which some stand, to be changed."""
    scales = dict.fromkeys(standing.codings[place].code.scale for place in places)
    return {scale: list(standing.on(scale)) for scale in scales}


def _where(standing: Standing, scales: Mapping[Scale, list[Coding]], place: int) -> tuple[list[Coding], int]:
    scale = standing.codings[place].code.scale
    return scales[scale], place - standing.first_place(scale)


def _insert(codings: list[Coding], coding: Coding) -> int:
    """Put a code where it appears in the text; without words it comes last."""
    later = (
        index
        for index, each in enumerate(codings)
        if coding.evidence and each.evidence and each.evidence[0] > coding.evidence[0]
    )
    index = next(later, len(codings))
    codings.insert(index, coding)
    return index


def _moved(coding: Coding) -> str:
    return f"gave {coding.code} {'other' if coding.evidence else 'no'} words"


def _members(code: Code) -> set[str]:
    return {member for party in (code.actor, code.recipient) if party for member in party.split("+")}


def _renamed(code: Code, old: str, new: str) -> Code:
    def rename(party: str | None) -> str | None:
        return party and "+".join(new if member == old else member for member in party.split("+"))

    return replace(code, actor=rename(code.actor), recipient=rename(code.recipient))


def _apart(ones: Sequence[Coding], others: Sequence[Coding]) -> tuple[list[int], list[Coding]]:
    """Return the indexes of the first and the codings of the second that the other has not, words and all."""
    told = [[(each.code, each.evidence) for each in codings] for codings in (ones, others)]
    # As a rule nothing differs, and comparing is quicker than counting.
    if told[0] == told[1]:
        return [], []
    common = Counter(told[0]) & Counter(told[1])
    left = [Counter(common), Counter(common)]

    def is_apart(coding: Coding, counts: Counter[Any]) -> bool:
        counts[coding.code, coding.evidence] -= 1
        return counts[coding.code, coding.evidence] < 0

    return (
        [index for index, each in enumerate(ones) if is_apart(each, left[0])],
        [each for each in others if is_apart(each, left[1])],
    )


def _counted(number: int, noun: str = "code") -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# How an act is kept, so that it can be taken back.


def _fingerprint(reading: Reading) -> str:
    codings = [_written(coding) for coding in reading.codings]
    return hashlib.sha256(json.dumps([reading.scales, codings]).encode()).hexdigest()[:16]


def _before(before: Reading | None, after: Reading) -> dict[str, Any]:
    """Return what to put back: on each scale that changed, the stretch of codes in which the two differ."""
    scales = {}
    for scale in Scale:
        old = list(before.on(scale)) if before else []
        new = list(after.on(scale))
        coded = before is not None and scale in before.scales
        if coded == (scale in after.scales) and old == new:
            continue
        shorter = min(len(old), len(new))
        at = next((index for index in range(shorter) if old[index] != new[index]), shorter)
        tail = next(
            (count for count in range(shorter - at) if old[-1 - count] != new[-1 - count]), shorter - at
        )
        scales[scale.value] = {
            "coded": coded,
            "at": at,
            "codes": [_written(coding) for coding in old[at : len(old) - tail]],
            "instead_of": len(new) - at - tail,
        }
    return {"scales": scales}


def _restored(now: Reading, before: Mapping[str, Any]) -> Reading:
    """Return a reading with what :func:`_before` says put back."""
    scales = {scale: list(now.on(scale)) for scale in now.scales}
    for name, was in before["scales"].items():
        codes = scales.setdefault(Scale(name), [])
        codes[was["at"] : was["at"] + was["instead_of"]] = [_read(Scale(name), each) for each in was["codes"]]
        if not was["coded"]:
            del scales[Scale(name)]
    order = [scale for scale in Scale if scale in scales]
    return replace(
        now, scales=tuple(order), codings=tuple(coding for scale in order for coding in scales[scale])
    )


def _written(coding: Coding) -> list[Any]:
    return [str(coding.code), coding.evidence, coding.confidence, coding.established]


def _read(scale: Scale, written: Sequence[Any]) -> Coding:
    notation, evidence, confidence, established = written
    return Coding(
        parse(notation, scale), tuple(TextSpan(*span) for span in evidence), confidence, established
    )
