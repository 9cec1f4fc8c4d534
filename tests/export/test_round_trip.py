"""What goes out comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import (
    Dream,
    Dreamer,
    DreamKey,
    Lucidity,
    Night,
    PartialDate,
    Series,
    SeriesKind,
    Sex,
    TextSpan,
)
from noctuary.errors import Problem
from noctuary.export import Contents, write_csv, write_dreambank_xml, write_jsonl, write_markdown
from noctuary.ingest import Found, read_path
from noctuary.scheme import Scale, parse

T = TypeVar("T")

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "---\nid: stolen\n---\nI climbed.",
        "## Dream\nA ladder of salt.\n\n## Dream 2\n",
        "one\r\ntwo\rthree\n\n",
        "   \n\t ",
        "]]> & <report> &amp; \x00\x0b\x85\u2028\ufeff\ufffe",
        '"quoted, twice" ""; \'=1+1\'',
        "=SUM(1)",
        "'=not a formula",
        '#7 (3/4/98) ["A boat"] I rowed.',
        "\ufeffopens with a mark",
    ]
)
IDS = ANY_TEXT.map(lambda text: "".join(" " if c in "\n\r\t\0" else c for c in text).strip()).filter(bool)
DATES = st.builds(
    PartialDate,
    st.none() | st.integers(1, 9999),
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 28),
    st.sampled_from(["", "(8/11/67)", "1950s", "last spring", "(\u2028?)"]),
).filter(lambda date: date != PartialDate())
METADATA = st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=2)
SCALES = st.sets(st.sampled_from(Scale)).map(lambda scales: tuple(s for s in Scale if s in scales))
CODES = [
    parse("1MKA", Scale.CHARACTERS),
    parse("2ANI", Scale.CHARACTERS),
    parse("1MSA 7> D+2IUA", Scale.AGGRESSION),
    parse("D 1*", Scale.AGGRESSION),
    parse("D 4= 1FSA", Scale.FRIENDLINESS),
    parse("D", Scale.SUCCESS),
    parse("6 1MKA", Scale.MISFORTUNE),
    parse("AP D", Scale.EMOTIONS),
    parse("D M", Scale.ACTIVITIES),
    parse("D V> 1MKA", Scale.ACTIVITIES),
    parse("IF", Scale.SETTINGS),
]
SPANS = st.lists(
    st.builds(lambda a, n: TextSpan(a, a + n), st.integers(0, 99), st.integers(1, 9)), max_size=2
).map(tuple)
CODINGS = st.lists(
    st.builds(
        Coding,
        st.sampled_from(CODES),
        SPANS,
        st.none() | st.integers(0, 10_000).map(lambda n: n / 10_000),
    ),
    max_size=5,
).map(lambda codings: tuple(sorted(codings, key=lambda coding: list(Scale).index(coding.code.scale))))
READERS = st.builds(
    Reader,
    st.sampled_from(["lexical", "coder <A>", 'codeuse "b"']),
    st.sampled_from(["1", "2.0"]),
    st.sampled_from(ReaderKind),
    st.dictionaries(st.sampled_from(["floor", "mode"]), ANY_TEXT, max_size=1),
)


@st.composite
def dreams(draw: st.DrawFn, key: DreamKey) -> Dream:
    return Dream(
        id=key.id,
        series=key.series,
        text=draw(ANY_TEXT),
        date=draw(st.none() | DATES),
        time=draw(st.none() | st.times() | st.just(time(6, 30))),
        title=draw(ANY_TEXT),
        tags=tuple(draw(st.lists(ANY_TEXT.filter(bool), max_size=3))),
        lucidity=draw(st.none() | st.sampled_from(Lucidity)),
        ratings=draw(st.dictionaries(ANY_TEXT, st.floats(allow_nan=False, allow_infinity=False), max_size=2)),
        reflection=draw(ANY_TEXT),
        dreamer=draw(st.none() | IDS),
        metadata=draw(METADATA),
    )


@st.composite
def read_dreams(draw: st.DrawFn, key: DreamKey) -> tuple[Dream, tuple[Reading, ...]]:
    dream = draw(dreams(key))
    readings = []
    for _ in range(draw(st.integers(0, 2))):
        codings = draw(CODINGS)
        scales = {*draw(SCALES), *(coding.code.scale for coding in codings)}
        readings.append(
            Reading(
                key,
                draw(READERS),
                codings,
                tuple(scale for scale in Scale if scale in scales),
                draw(SPANS),
                draw(st.sampled_from(["", dream.text_sha256])),
            )
        )
    return dream, tuple(readings)


@st.composite
def any_contents(draw: st.DrawFn) -> Contents:
    ids = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
    keys = [DreamKey(series, id_) for series in ids for id_ in draw(st.lists(IDS, max_size=3, unique=True))]
    series = [
        Series(
            id_,
            draw(ANY_TEXT),
            draw(st.sampled_from(SeriesKind)),
            draw(st.none() | st.sampled_from(Sex)),
            draw(st.none() | IDS),
            draw(ANY_TEXT),
            draw(METADATA),
        )
        for id_ in ids
    ]
    nights = st.builds(Night, st.sampled_from(ids), DATES, st.lists(IDS, max_size=2).map(tuple), ANY_TEXT)
    dreamers = [
        Dreamer(id_, draw(st.none() | st.sampled_from(Sex)), draw(METADATA))
        for id_ in sorted(set(draw(st.lists(IDS, max_size=2))))
    ]
    return Contents(
        series=series,
        dreamers=dreamers,
        nights=draw(st.lists(nights, max_size=2)),
        dreams=[draw(read_dreams(key)) for key in keys],
    )


def of_kind(kind: type[T], found: Iterable[Found]) -> list[T]:
    return [item for item in found if isinstance(item, kind)]


def all_dreams(contents: Contents) -> list[Dream]:
    return [dream for dream, _ in contents.dreams]


def all_readings(contents: Contents) -> list[Reading]:
    return [reading for _, readings in contents.dreams for reading in readings]


def as_printed(date: PartialDate | None) -> tuple[str, str]:
    return (str(date), date.written or str(date)) if date else ("", "")


def assert_everything(contents: Contents, found: list[Found], readings: list[Reading]) -> None:
    assert of_kind(Problem, found) == []
    assert of_kind(Series, found) == list(contents.series)
    assert {dreamer.id: dreamer for dreamer in contents.dreamers}.items() <= {
        dreamer.id: dreamer for dreamer in of_kind(Dreamer, found)
    }.items()
    assert of_kind(Night, found) == list(contents.nights)
    assert of_kind(Dream, found) == all_dreams(contents)
    assert of_kind(Reading, found) == readings


@settings(max_examples=25)
@given(any_contents())
def test_jsonl_gives_everything_back(contents: Contents) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "out.jsonl")
        write_jsonl(path, contents)
        # The current one first in the file, and last to come in.
        latest_last = [reading for _, readings in contents.dreams for reading in reversed(readings)]
        assert_everything(contents, list(read_path(path)), latest_last)


@settings(max_examples=25)
@given(any_contents(), st.booleans())
def test_csv_gives_everything_back(contents: Contents, safe_cells: bool) -> None:  # noqa: FBT001
    with TemporaryDirectory() as folder:
        write_csv(Path(folder, "out"), contents, safe_cells=safe_cells)
        assert_everything(contents, list(read_path(Path(folder, "out"))), all_readings(contents))


@settings(max_examples=25)
@given(any_contents())
def test_markdown_gives_dreams_and_nights_back(contents: Contents) -> None:
    with TemporaryDirectory() as folder:
        write_markdown(Path(folder, "out"), contents)
        found = list(read_path(Path(folder, "out")))
    assert of_kind(Problem, found) == []
    by_key = {dream.key: dream for dream in of_kind(Dream, found)}
    assert by_key == {dream.key: dream for dream in all_dreams(contents)}
    assert sorted(map(repr, of_kind(Night, found))) == sorted(map(repr, contents.nights))
    assert {night.note for night in of_kind(Night, found)} == {night.note for night in contents.nights}


@settings(max_examples=25)
@given(any_contents())
def test_dreambank_xml_gives_texts_dates_and_codings_back(contents: Contents) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "out.xml")
        write_dreambank_xml(path, contents)
        found = list(read_path(path))
    assert of_kind(Problem, found) == []
    back = of_kind(Dream, found)
    assert [(d.key, d.text) for d in back] == [(d.key, d.text) for d in all_dreams(contents)]
    assert [as_printed(d.date) for d in back] == [as_printed(d.date) for d in all_dreams(contents)]
    coded = {dream.key: readings for dream, readings in contents.dreams if readings}
    for reading in of_kind(Reading, found):
        originals = coded.pop(reading.dream)
        assert any(
            [c.code for c in reading.codings] == [c.code for c in one.codings]
            and reading.scales == one.scales
            and replace(reading.reader, settings={}) == replace(one.reader, settings={})
            for one in originals
        )
    assert not coded
