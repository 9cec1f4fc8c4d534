"""Hypothesis strategies: any valid code, coding, reading, dream, date. Every dream is made of noise."""

from __future__ import annotations

from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Lucidity, Night, PartialDate, TextSpan
from noctuary.scheme import Code, Grammar, Scale
from noctuary.scheme.symbols import AGES, CLASSES, GRAMMAR, IDENTITIES, NONHUMANS, NUMBERS, SEXES

#: Any text but half a surrogate pair, with a liking for what breaks files, terminals and searches.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.text(
    st.sampled_from([*"ab é\u0301\n\r\t\0\x1b\x85\u2028\ufeff\ufdd0\ufdd1𝕒👩\u200d🚀\"'*/:;-()%_"]),
    max_size=40,
)
IDS = TEXTS.map(lambda text: "".join(" " if sign in "\n\r\t\0" else sign for sign in text).strip()).filter(
    bool
)
KEYS = st.builds(DreamKey, IDS, IDS)
PARTIAL_DATES = st.builds(
    PartialDate,
    st.none() | st.integers(1, 9999),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
    st.just("") | TEXTS,
).filter(lambda date: date != PartialDate())

PEOPLE = st.tuples(
    st.sampled_from([*NUMBERS]),
    st.sampled_from([*SEXES]),
    st.sampled_from([*IDENTITIES]),
    st.sampled_from([*AGES]),
).map("".join)
CHARACTERS = PEOPLE | st.tuples(st.sampled_from([*NUMBERS]), st.sampled_from([*NONHUMANS])).map("".join)
PARTIES = st.lists(CHARACTERS | st.sampled_from("DQ"), min_size=1, max_size=3).map("+".join)


def codes_on(scale: Scale) -> st.SearchStrategy[Code]:
    """Any valid code of one scale."""
    symbols = CHARACTERS if scale is Scale.CHARACTERS else st.sampled_from([*CLASSES[scale]] or [""])
    toward = st.builds(Code, st.just(scale), symbols, PARTIES, st.sampled_from(">=R"), PARTIES) | st.builds(
        Code, st.just(scale), symbols, PARTIES, st.just("*")
    )
    match GRAMMAR[scale]:
        case Grammar.SYMBOL:
            return st.builds(Code, st.just(scale), symbols)
        case Grammar.ACTOR:
            return st.builds(Code, st.just(scale), st.none(), PARTIES)
        case Grammar.HOLDER:
            return st.builds(Code, st.just(scale), symbols, PARTIES)
        case Grammar.ACT:
            return toward
        case Grammar.ACTIVITY:
            return toward | st.builds(Code, st.just(scale), symbols, PARTIES)


CODES = st.sampled_from(Scale).flatmap(codes_on)
SPANS = st.builds(
    lambda start, length: TextSpan(start, start + length), st.integers(0, 99), st.integers(1, 9)
)
EVIDENCE = st.lists(SPANS, max_size=3).map(tuple)
#: With four decimals, as files keep them.
CONFIDENCES = st.none() | st.integers(0, 10_000).map(lambda number: number / 10_000)
ESTABLISHED = st.sampled_from(["", "", "cast list", "mine/1"]) | TEXTS
CODINGS = st.builds(Coding, CODES, EVIDENCE, CONFIDENCES, ESTABLISHED)
READERS = st.builds(
    Reader, TEXTS, TEXTS, st.sampled_from(ReaderKind), st.dictionaries(TEXTS, TEXTS, max_size=2)
)


@st.composite
def readings(draw: st.DrawFn, key: DreamKey | None = None, text_sha256: str = "") -> Reading:
    """Any reading, its codings scale by scale."""
    codings = draw(st.lists(CODINGS, max_size=5))
    order = list(Scale)
    codings.sort(key=lambda coding: order.index(coding.code.scale))
    scales = {coding.code.scale for coding in codings} | draw(st.sets(st.sampled_from(Scale)))
    return Reading(
        key or draw(KEYS),
        draw(READERS),
        tuple(codings),
        tuple(scale for scale in Scale if scale in scales),
        draw(EVIDENCE),
        text_sha256,
    )


RATINGS = st.dictionaries(TEXTS, st.floats(allow_nan=False, allow_infinity=False), max_size=2)
DREAMS = st.builds(
    Dream,
    id=IDS,
    series=IDS,
    text=TEXTS,
    date=st.none() | PARTIAL_DATES,
    time=st.none() | st.times(),
    title=TEXTS,
    tags=st.lists(TEXTS, max_size=3).map(tuple),
    lucidity=st.none() | st.sampled_from(Lucidity),
    ratings=RATINGS,
    reflection=TEXTS,
    dreamer=st.none() | IDS,
    metadata=st.dictionaries(TEXTS, TEXTS, max_size=2),
)
NIGHTS = st.builds(Night, IDS, PARTIAL_DATES, note=TEXTS)
