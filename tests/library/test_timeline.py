"""Timelines of a library: what can be measured, which dreams find a place, and what is said of the others."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.errors import InputError, StatsError
from noctuary.library import Library
from noctuary.scheme import Scale, parse
from noctuary.stats.time import Form

BY_HAND = Reader("by hand", kind=ReaderKind.PERSON)
FEAR, MAN, WOMAN = (
    Coding(parse(*code))
    for code in (("AP D", Scale.EMOTIONS), ("1MKA", Scale.CHARACTERS), ("1FKA", Scale.CHARACTERS))
)


def dream(number: int, date: PartialDate | None, text: str = "", **known: object) -> Dream:
    return Dream(id=f"{number:03}", text=text or f"dream number {number}", date=date, **known)  # type: ignore[arg-type]


@pytest.fixture
def library() -> Iterator[Library]:
    """Forty dreams of 1999 and forty of 2000, afraid in the second year; four without a day, two without a year."""
    with Library.in_memory() as library:
        for year in (1999, 2000):
            for number in range(40):
                date = PartialDate(year, number % 12 + 1, number // 12 + 1)
                at = 100 * (year - 1999) + number
                library.add(
                    dream(
                        at,
                        date,
                        f"water {number}" if number % 4 == 0 else "",
                        ratings={"rested": float(year - 1996)} if number % 2 else {},
                        metadata={"sleep": "7.5", "bed": "blue"} if year == 2000 else {},
                    )
                )
        for number in range(4):
            library.add(dream(300 + number, PartialDate(2000)))
        for number in range(2):
            library.add(dream(400 + number, PartialDate(None, 3)))
        library.store.save_readings(
            Reading.of(each, BY_HAND, [MAN, WOMAN, *([FEAR] if each.id >= "100" else [])])
            for each in library.dreams()
            if each.id < "300"
        )
        yield library


def values(library: Library, measure: str, **how: object) -> dict[str, float]:
    [line] = library.timeline([measure], reader=BY_HAND, **how).lines  # type: ignore[arg-type]
    return {point.period.label: point.value for point in line.points}


def test_an_indicator_by_year(library: Library) -> None:
    found = library.timeline(["at least one emotion"], reader=BY_HAND)
    [line] = found.lines
    assert [(point.period.label, point.count, point.total) for point in line.points] == [
        ("1999", 0, 40), ("2000", 40, 40)
    ]  # fmt: skip
    assert (found.scope.dream_count, found.scope.left_out, found.scope.unread) == (84, 2, 4)
    assert found.scope.reader == BY_HAND


def test_partial_dates_go_where_they_can_be_placed(library: Library) -> None:
    scope = library.timeline(["words"], by="month").scope
    assert (scope.dream_count, scope.left_out) == (80, 6)
    assert len(values(library, "words", by="quarter")) == 8


@pytest.mark.parametrize("name", ["Male/Female Percent", "male percent", "MALE  %", "male%"])
def test_an_indicator_by_any_of_its_names(library: Library, name: str) -> None:
    assert values(library, name)["1999"] == 0.5


def test_short_forms_in_brackets_are_names_too(library: Library) -> None:
    [line] = library.timeline(["a/c"]).lines
    assert line.measure.form is Form.RATE


def test_ratings_and_what_was_noted_in_numbers(library: Library) -> None:
    assert values(library, "rating:rested") == {"1999": 3.0, "2000": 4.0}
    noted = values(library, "datum:sleep")
    assert math.isnan(noted["1999"])
    assert noted["2000"] == 7.5
    assert library.numbers_noted() == {"rating:rested": 40, "datum:sleep": 40}
    with pytest.raises(InputError, match=r"rating 'clear'.*Known: rested"):
        library.timeline(["rating:clear"])
    with pytest.raises(InputError, match=r"datum 'bed'.*Known: sleep"):
        library.timeline(["datum:bed"])


def test_a_search_is_a_share_of_dreams(library: Library) -> None:
    assert values(library, "water", by=40)["1-40"] == 0.25
    assert values(library, "water OR number", by=1000) == {"1-84": 1.0}


def test_a_search_for_codes_tells_no_from_unknown(library: Library) -> None:
    """Four dreams of 2000 were read by nobody."""
    [line] = library.timeline(["emotion:AP"]).lines
    assert [(point.count, point.total) for point in line.points] == [(0, 40), (40, 40)]


def test_a_slip_of_the_pen_is_told(library: Library) -> None:
    with pytest.raises(InputError, match="Do you mean 'aggressor percent'"):
        library.timeline(["agressor percent"])


def test_a_figure_belongs_to_one_series(library: Library) -> None:
    library.add(Dream(id="1", text="elsewhere", series="other", date=PartialDate(2000)))
    with pytest.raises(InputError, match="2 series"):
        library.timeline(["figure:Ben"])


def test_a_figure_is_a_share_of_the_dreams_that_were_read() -> None:
    with Library.in_memory() as library:
        for year in (1999, 2000):
            text = "My brother Ben was there." if year == 2000 else "Nobody was there."
            for number in range(3):
                library.add(dream(10 * (year - 1999) + number, PartialDate(year), f"{text} {number}"))
        for each in library.dreams():
            library.reading(each.key)
        assert values(library, "figure:Ben") == {"1999": 0.0, "2000": 1.0}


def test_a_theme_counts_unless_the_dreamer_says_otherwise() -> None:
    with Library.in_memory() as library:
        library.add(dream(1, PartialDate(1999), "I was falling down a well, falling and falling."))
        library.add(dream(2, PartialDate(2000), "I sat at a table."))
        assert values(library, "theme:falling") == {"1999": 1.0, "2000": 0.0}


def test_where_a_measure_changed(library: Library) -> None:
    [line] = library.timeline(["emotion:AP"], by="change").lines
    [change] = line.changes
    assert change.date is not None
    assert change.date.year == 2000
    assert [point.value for point in line.points] == [0, 1]
    [steady] = library.timeline(["male percent"], by="change", reader=BY_HAND).lines
    assert not steady.changes
    assert [point.value for point in steady.points] == [0.5]


def test_measures_side_by_side(library: Library) -> None:
    measures = ["rating:rested", "at least one emotion", "words"]
    found = library.timeline(measures, by="month", reader=BY_HAND)
    assert len(found.pairs) == 3
    assert found.pairs[0].correlation.pairs >= 12
    assert found.pairs[0].correlation.rho > 0.8


def test_undated_dreams_go_as_they_came_in() -> None:
    with Library.in_memory() as library:
        for number in range(120):
            library.add(dream(number, None, f"water {number}" if number >= 100 else ""))
        assert values(library, "water") == {"1-50": 0.0, "51-100": 0.0, "101-120": 1.0}
        assert library.timeline(["water"], by="year").lines[0].points == ()


@pytest.mark.parametrize("by", ["week", "0", "-5", ""])
def test_time_cannot_be_cut_by_anything(library: Library, by: str) -> None:
    with pytest.raises(InputError, match="Time cannot be cut"):
        library.timeline(["words"], by=by)


def test_before_and_after_a_date(library: Library) -> None:
    found = library.before_and_after(PartialDate(2000), ["emotion:AP", "male percent"], reader=BY_HAND)
    fear, males = found.rows
    assert (fear.before.value, fear.after.value) == (0, 1)
    assert fear.p < 0.01 < males.p
    assert (found.scope.dream_count, found.scope.left_out) == (84, 2)


def test_dreams_on_either_side_are_left_out(library: Library) -> None:
    """A dream of 2000 may be of before or after June."""
    scope = library.before_and_after(PartialDate(2000, 6), ["words"]).scope
    assert (scope.dream_count, scope.left_out) == (80, 6)


def test_every_indicator_without_a_measure(library: Library) -> None:
    rows = library.before_and_after(PartialDate(2000), reader=BY_HAND).rows
    assert len(rows) == 36
    assert {row.measure.name for row in rows if row.p_adjusted < 0.05} >= {"At Least One Emotion"}


@pytest.mark.parametrize("year", [1990, 2010])
def test_a_date_outside_the_dreams(library: Library, year: int) -> None:
    with pytest.raises(StatsError, match=str(year)):
        library.before_and_after(PartialDate(year), ["words"])
    with pytest.raises(InputError, match="no year"):
        library.before_and_after(PartialDate(None, 3))


def test_an_empty_library_has_empty_lines() -> None:
    with Library.in_memory() as library:
        [line] = library.timeline(["words"]).lines
        assert line.points == ()
        assert library.consistency()[0].total == 0
        assert math.isnan(library.doubts()[0].indicator.value)


def test_halves_of_what_was_read(library: Library) -> None:
    rows = {row.measure.name: row for row in library.consistency(reader=BY_HAND)}
    assert rows["At Least One Emotion"].total == 80
    assert rows["Male/Female Percent"].difference == 0


def test_halves_of_a_set_tell_dreamers_apart() -> None:
    with Library.in_memory() as library:
        library.store.add_series(Series("many", kind=SeriesKind.SET))
        for number in range(80):
            library.add(dream(number, None, series="many", dreamer=f"d{number % 20}"))
        library.store.save_readings(
            Reading.of(each, BY_HAND, [FEAR] * (int(each.id) % 20 < 10)) for each in library.dreams()
        )
        rows = {row.measure.name: row for row in library.consistency()}
        assert rows["At Least One Emotion"].dreamers == 20
        assert rows["At Least One Emotion"].reliability == pytest.approx(1)


def test_doubts_and_where_they_come_from(library: Library) -> None:
    found = {each.definition.key: each for each in library.doubts(norm="women", reader=BY_HAND)}
    assert found["at least one emotion"].band.low < 0.5 < found["at least one emotion"].one_sided.high
    assert found["male percent"].norm is not None
    with pytest.raises(StatsError, match="confidence"):
        library.doubts(wrong=None, reader=BY_HAND)
