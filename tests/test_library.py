"""The library as other programs use it: bringing in, reading, comparing, keeping safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import standins
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Dreamer, DreamKey, Night, PartialDate, Series, SeriesKind, Sex, TextSpan
from noctuary.errors import (
    DreamNotFoundError,
    InputError,
    LibraryNotFoundError,
    Problem,
    QueryError,
    StoreError,
)
from noctuary.ingest import Found, read_path
from noctuary.library import Library, default_path, restore
from noctuary.readers import DEFAULT, READERS, identity_of, open_reader
from noctuary.scheme import Scale, parse

HARBOUR = Dream(
    id="1", text="I was flying over the harbour. I was glad.", series="mine", date=PartialDate(2020, 1, 2)
)
LADDER = Dream(id="2", text="A ladder of salt. My mother was afraid of it.", series="mine")
CODER = Reader("coder", kind=ReaderKind.PERSON)


def by_coder(dream: Dream, *notations: str) -> Reading:
    return Reading.of(dream, CODER, [Coding(parse(each, Scale.EMOTIONS)) for each in notations])


FOUND: tuple[Found, ...] = (
    Series("mine", "Harbour dreams", sex=Sex.FEMALE, dreamer="she"),
    Dreamer("she", Sex.FEMALE),
    HARBOUR,
    by_coder(HARBOUR, "HA D"),
    LADDER,
    Night("mine", PartialDate(2020, 1, 3)),
    Problem("mine.csv, line 9", "The row holds no text."),
)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.in_memory() as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library file with two dreams."""
    path = tmp_path / "dreams.noctuary"
    with Library.open(path, create=True) as library:
        library.take_in(FOUND)
    return path


# Taking in.


def test_what_is_taken_in_is_counted(library: Library) -> None:
    told: list[int] = []
    summary = library.take_in(iter(FOUND), progress=told.append)
    assert summary.added == {"mine": 2}
    assert (summary.known, summary.nights, summary.readings, summary.duplicate_count) == (0, 1, 1, 0)
    assert [problem.where for problem in summary.problems] == ["mine.csv, line 9"]
    assert told == [len(FOUND)]
    assert [dream.id for dream in library.dreams()] == ["1", "2"]
    assert library.store.series()[0].sex is Sex.FEMALE


def test_taking_in_twice_adds_nothing(library: Library) -> None:
    library.take_in(FOUND)
    again = library.take_in(FOUND)
    assert (again.added, again.known, again.nights) == ({}, 2, 0)
    assert library.count() == 2
    assert len(library.store.readings(HARBOUR.key)) == 1


def test_a_dry_run_tells_the_same_and_changes_nothing(path: Path) -> None:
    news = (*FOUND, Dream(id="3", text="I dug.", series="other"), replace(HARBOUR, text="I sank."))
    before = path.read_bytes()
    with Library.open(path) as library:
        told = library.take_in(news, dry_run=True)
        assert library.count() == 2
    assert path.read_bytes() == before
    assert (told.added, told.known) == ({"other": 1}, 2)
    with Library.open(path) as library:
        done = library.take_in(news)
    assert (done.added, done.known, done.problems) == (told.added, told.known, told.problems)


def test_another_text_under_a_known_id_is_told_and_not_taken(library: Library) -> None:
    library.take_in(FOUND)
    other = replace(HARBOUR, text="I was at sea.")
    summary = library.take_in([other, by_coder(other, "SD D")])
    (problem,) = summary.problems
    assert (problem.where, summary.readings) == ("mine/1", 0)
    assert "sea" not in str(problem)
    assert library.get("mine/1") == HARBOUR


def test_overlapping_series_are_told(library: Library) -> None:
    library.take_in(FOUND)
    summary = library.take_in(
        [
            replace(HARBOUR, series="whole"),
            replace(LADDER, series="whole"),
            replace(LADDER, series="mine", id="9"),
        ]
    )
    assert summary.added == {"whole": 2}
    assert summary.elsewhere == {("whole", "mine"): 2}
    assert [(str(each.key), str(each.other)) for each in summary.duplicates] == [("mine/9", "mine/2")]


def test_an_import_that_breaks_off_keeps_nothing_of_the_broken_batch(library: Library) -> None:
    def breaking() -> Iterator[Found]:
        yield HARBOUR
        raise InputError("The file ends in the middle.")

    with pytest.raises(InputError):
        library.take_in(breaking())
    assert library.count() == 0


def test_what_goes_out_comes_back(library: Library, tmp_path: Path) -> None:
    from noctuary.export import write_jsonl

    library.take_in(FOUND)
    library.read_unread(open_reader("lexical"))
    write_jsonl(tmp_path / "out.jsonl", library.contents())
    with Library.in_memory() as other:
        summary = other.take_in(read_path(tmp_path / "out.jsonl"))
        assert summary.problems == []
        assert list(other.dreams()) == list(library.dreams())
        assert other.store.readings(HARBOUR.key) == library.store.readings(HARBOUR.key)
        assert other.store.nights() == library.store.nights()
        assert other.store.series() == library.store.series()


def test_a_part_goes_out_with_its_own_series_nights_and_dreamers(library: Library) -> None:
    library.take_in([*FOUND, Dream(id="1", text="I dug.", series="other", dreamer="he")])
    contents = library.contents("series:other")
    assert [series.id for series in contents.series] == ["other"]
    assert list(contents.nights) == []
    assert [dreamer.id for dreamer in contents.dreamers] == ["he"]
    assert [dream.id for dream, _ in contents.dreams] == ["1"]


def test_readings_come_in_for_dreams_that_are_here(library: Library) -> None:
    library.take_in([HARBOUR, LADDER])
    theirs = [
        replace(by_coder(HARBOUR, "HA D"), text_sha256=""),
        # Of the only dream with this id, and of a dream that is not here.
        Reading(DreamKey("", "2"), CODER, by_coder(LADDER, "AP D").codings),
        Reading(DreamKey("elsewhere", "2"), CODER),
        Reading(DreamKey("", "9"), CODER),
        replace(by_coder(LADDER), text_sha256="0" * 64),
    ]
    summary = library.take_in(theirs)
    assert (summary.readings, summary.known_readings, summary.usable) == (2, 0, 2)
    assert [problem.where for problem in summary.problems] == ["dream elsewhere/2", "dream 9", "dream mine/2"]
    assert [str(code) for code in library.reading(LADDER.key, "coder").codes(Scale.EMOTIONS)] == ["AP D"]
    before = [library.store.readings(key) for key in (HARBOUR.key, LADDER.key)]
    again = library.take_in(theirs)
    assert (again.readings, again.known_readings, len(again.problems)) == (0, 2, 3)
    assert [library.store.readings(key) for key in (HARBOUR.key, LADDER.key)] == before
    changed = library.take_in([by_coder(HARBOUR, "SD D")])
    assert (changed.readings, changed.known_readings) == (1, 0)


# Codings that come with a dream that is here under another id.

COPY = replace(HARBOUR, id="mine_0001", text=HARBOUR.text + "\n")
POINTING = (Coding(parse("HA D", Scale.EMOTIONS), (TextSpan(31, 41),)),)


def test_codings_of_a_duplicate_go_to_the_dream_with_the_same_words(library: Library) -> None:
    library.take_in([HARBOUR])
    theirs: list[Found] = [COPY, by_coder(COPY, "HA D")]
    would = library.take_in(theirs, dry_run=True)
    assert (would.readings, would.attached, library.store.readings(HARBOUR.key)) == (1, 1, [])
    summary = library.take_in(theirs)
    assert (summary.readings, summary.attached, summary.problems) == (1, 1, [])
    (reading,) = library.store.readings(HARBOUR.key)
    assert (reading.reader, list(map(str, reading.codes(Scale.EMOTIONS)))) == (CODER, ["HA D"])
    again = library.take_in(theirs)
    assert (again.readings, again.attached, again.known_readings, again.problems) == (0, 0, 1, [])


@pytest.mark.parametrize(("text", "comes_in"), [(HARBOUR.text, True), (COPY.text, False)])
def test_codings_with_places_need_the_very_text(library: Library, text: str, comes_in: bool) -> None:  # noqa: FBT001
    library.take_in([HARBOUR])
    copy = replace(COPY, text=text)
    summary = library.take_in([copy, Reading.of(copy, CODER, POINTING)])
    assert (summary.attached, len(library.store.readings(HARBOUR.key))) == (comes_in, comes_in)
    assert ["another wording" in problem.what for problem in summary.problems] == [True] * (not comes_in)


def test_codings_of_a_duplicate_do_not_replace_those_here(library: Library) -> None:
    library.take_in([HARBOUR, by_coder(HARBOUR, "HA D")])
    summary = library.take_in([COPY, by_coder(COPY, "SD D")])
    assert ["differ" in problem.what for problem in summary.problems] == [True]
    assert library.store.readings(HARBOUR.key) == [by_coder(HARBOUR, "HA D")]


def test_what_a_program_found_in_a_duplicate_is_passed_over(library: Library) -> None:
    library.take_in([HARBOUR])
    summary = library.take_in([COPY, Reading.of(COPY, Reader("script"), POINTING)])
    assert (summary.readings, summary.problems) == (0, [])


def test_an_id_of_several_series_is_not_guessed(library: Library) -> None:
    library.take_in([HARBOUR, replace(HARBOUR, series="hers", text="I swam.")])
    summary = library.take_in([Reading(DreamKey("", "1"), CODER)])
    (problem,) = summary.problems
    assert "names 2 dreams" in problem.what


# Readings.


def test_a_dream_that_nobody_read_is_read_and_the_reading_kept(library: Library) -> None:
    library.take_in(FOUND)
    assert library.reading(HARBOUR.key).reader == CODER
    reading = library.reading(LADDER.key)
    assert reading.reader == identity_of(DEFAULT)
    assert library.store.readings(LADDER.key) == [reading]
    with pytest.raises(DreamNotFoundError):
        library.reading(DreamKey("mine", "7"))


def test_reading_a_library_that_is_open_for_reading_keeps_nothing(path: Path) -> None:
    before = path.read_bytes()
    with Library.open(path, read_only=True) as library:
        assert library.reading(LADDER.key).codings
    assert path.read_bytes() == before


class Stopping:
    """A reader that is interrupted after so many dreams."""

    identity = Reader("stopping")

    def __init__(self, after: int) -> None:
        self.after = after

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        for number, dream in enumerate(dreams):
            if number == self.after:
                raise KeyboardInterrupt
            yield Reading.of(dream, self.identity)


def test_reading_goes_on_where_it_was_interrupted(library: Library) -> None:
    library.take_in(Dream(id=str(number), text=f"Door {number}.", series="mine") for number in range(450))
    with pytest.raises(KeyboardInterrupt):
        library.read_unread(Stopping(after=430))
    assert library.store.count_unread(Stopping.identity) == 50
    told: list[int] = []
    assert library.read_unread(Stopping(after=999), progress=told.append) == 50
    assert told == [50]
    assert library.read_unread(Stopping(after=999)) == 0


def test_whose_readings_count(library: Library) -> None:
    library.take_in(FOUND)
    assert library.choose_reader() == identity_of(DEFAULT)
    assert library.choose_reader(query="harbour") == CODER
    library.store.save_readings([by_coder(LADDER, "AP 1FMA")])
    assert library.choose_reader() == CODER
    assert library.choose_reader("lexical") == identity_of("lexical")
    for version in ("9", "10", "2"):
        library.store.save_readings([Reading.of(HARBOUR, Reader("other", version))])
    assert library.choose_reader("other").version == "10"
    with pytest.raises(InputError, match="'nobody'") as unknown:
        library.choose_reader("nobody")
    assert unknown.value.hint == "Known: coder, lexical, model, other."


@pytest.fixture
def glad_by_default(monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A newer reader has come, and reads where nobody is named."""
    monkeypatch.setitem(READERS, "glad", standins.GLAD)
    monkeypatch.setattr("noctuary.library.facade.DEFAULT", "glad")
    return standins.Glad.identity


def test_the_default_reader_reads_what_nobody_read(library: Library, glad_by_default: Reader) -> None:
    library.take_in(FOUND)
    assert library.reading(LADDER.key).reader == glad_by_default
    assert library.reading(LADDER.key, "lexical").reader == identity_of("lexical")
    assert library.reading(HARBOUR.key).reader == CODER
    assert library.reading(HARBOUR.key, "glad").reader == glad_by_default
    with pytest.raises(InputError, match="'coder' has not read mine/2"):
        library.reading(LADDER.key, "coder")


def test_a_new_default_reader_counts_as_soon_as_it_has_read(
    library: Library, glad_by_default: Reader
) -> None:
    library.add(HARBOUR)
    library.add(LADDER)
    assert library.choose_reader() == glad_by_default  # nobody has read anything
    library.read_unread(open_reader("lexical"), "harbour")
    assert library.choose_reader() == glad_by_default  # nobody has read them all
    assert library.choose_reader(query="harbour") == identity_of("lexical")
    library.read_unread(open_reader("lexical"))
    assert library.choose_reader() == identity_of("lexical")  # nobody need wait
    library.store.save_readings(Reading.of(dream, Reader("glad", "1")) for dream in (HARBOUR, LADDER))
    assert library.choose_reader() == Reader("glad", "1")  # an earlier version of the default
    library.read_unread(open_reader("glad"), "harbour")
    assert library.choose_reader() == glad_by_default
    assert library.choose_reader("glad") == glad_by_default
    library.store.save_readings([by_coder(HARBOUR), by_coder(LADDER)])
    assert library.choose_reader() == CODER


# Indicators.


def test_a_sample_counts_one_readers_readings(library: Library) -> None:
    library.take_in(FOUND)
    assert library.sample(reader=CODER).dream_count == 1
    assert library.sample("ladder", reader=CODER).dream_count == 0
    library.read_unread(open_reader("lexical"))
    assert library.sample(reader=identity_of("lexical")).dream_count == 2
    assert library.sample("harbour").readers == (CODER,)


def test_one_dreamers_series_and_several(library: Library) -> None:
    library.take_in(FOUND)
    assert library.sample(reader=CODER).kind is SeriesKind.SERIES
    library.take_in([replace(HARBOUR, series="other")])
    assert library.sample(reader=CODER).kind is SeriesKind.SET
    assert library.sample("series:mine", reader=CODER).kind is SeriesKind.SERIES


def test_the_norm_is_that_of_the_dreamers_sex(library: Library) -> None:
    library.take_in(FOUND)
    assert library.norm_name() == "women"
    library.store.add_series(Series("his", sex=Sex.MALE))
    library.add(replace(HARBOUR, series="his"))
    assert library.norm_name("series:his") == "men"
    with pytest.raises(InputError, match="sex"):
        library.norm_name()
    with pytest.raises(InputError, match="sex"):
        library.norm_name("series:nowhere")


def test_profile_and_comparison(library: Library) -> None:
    library.take_in([*FOUND, by_coder(LADDER, "AP 1FMA", "HA D")])
    profile = library.profile()
    assert profile.norms.name == "women"
    assert (profile.dream_count, profile.readers) == (2, (CODER,))
    negative = next(row for row in profile.rows if "Negative Emotions" in row.label)
    assert (negative.sample.numerator, negative.sample.denominator) == (1, 3)
    both = library.compare("harbour", "ladder")
    assert (both.name, both.norms.name) == ("harbour", "ladder")
    assert both.dream_count == 1
    with pytest.raises(QueryError):
        library.compare("harbour", '"')


def test_two_readers_of_the_same_dreams(library: Library) -> None:
    library.take_in([HARBOUR, LADDER, by_coder(HARBOUR, "SD D")])
    lexical = open_reader("lexical")
    library.read_unread(lexical)
    profile = library.compare_readers("", lexical.identity, CODER)
    assert profile.dream_count == 1
    assert (profile.row("happiness percent").sample.value, profile.row("happiness percent").norm.value) == (
        1,
        0,
    )
    assert "same dreams" in profile.caveats[0]
    with pytest.raises(InputError, match="no dream in common"):
        library.compare_readers("id:2", lexical.identity, CODER)


# The file.


def test_where_the_library_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_path().is_relative_to(tmp_path)
    monkeypatch.setenv("NOCTUARY_LIBRARY", str(tmp_path / "mine.noctuary"))
    assert default_path() == tmp_path / "mine.noctuary"
    with pytest.raises(LibraryNotFoundError):
        Library.open()


def test_a_backup_of_an_open_library_is_restored(path: Path, tmp_path: Path) -> None:
    backup, restored = tmp_path / "backup.noctuary", tmp_path / "new" / "restored.noctuary"
    with Library.open(path) as library:
        library.add(Dream(id="3", text="I dug."))
        library.backup(backup)
        library.add(Dream(id="4", text="I dug deeper."))
        with pytest.raises(StoreError, match="exists already"):
            library.backup(backup)
    restore(backup, restored)
    with Library.open(restored) as library:
        assert library.count() == 3
        assert library.verify() == []
        assert library.store.readings(HARBOUR.key) == [by_coder(HARBOUR, "HA D")]
    with pytest.raises(StoreError, match="exists already"):
        restore(backup, restored)


def test_a_damaged_backup_is_not_restored(path: Path, tmp_path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"A ladder of salt", b"A ladder of silt"))
    with pytest.raises(StoreError, match=r"damaged: .*mine/2"):
        restore(path, tmp_path / "restored.noctuary")
    assert not (tmp_path / "restored.noctuary").exists()


def test_verify_finds_a_flipped_bit(path: Path) -> None:
    with Library.open(path) as library:
        library.add(
            Dream(id="3", text=f"{'Door after door. ' * 10}Behind the last a kingfisher.", series="mine")
        )
        assert library.verify() == []
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"kingfisher") + 2] ^= 1
    path.write_bytes(raw)
    with Library.open(path) as library:
        faults = library.verify()
    assert "The text of mine/3 is not the one that came in." in faults
    assert not any("fisher" in fault for fault in faults)


def test_an_unlikely_fault_of_the_copy_is_told(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    from noctuary.store.store import Store

    library.take_in(FOUND)
    prints = iter(["one", "another"])
    monkeypatch.setattr(Store, "fingerprint", lambda _: next(prints))
    assert library.verify() == ["A backup does not hold the same texts."]
