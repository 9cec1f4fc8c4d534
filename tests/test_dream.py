"""Dreams as values: any text as it is, dates as far as known, and no word of a dream in any `repr`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as calendar_date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import (
    Dream,
    Dreamer,
    DreamKey,
    Night,
    PartialDate,
    Series,
    TextSpan,
    collector_head,
    word_count,
    words_hash,
)
from noctuary.scheme import Scale, parse
from noctuary.store.search import Hit, Likeness
from noctuary.store.store import Listed
from strategies import DREAMS, PARTIAL_DATES, TEXTS

CANARY = "kingfisher"


@given(TEXTS)
def test_any_text_is_kept_as_it_is(text: str) -> None:
    dream = Dream(id="1", text=text)
    assert dream.text == text
    assert text.endswith(dream.opening)
    assert 0 <= collector_head(text) <= len(text)


@given(DREAMS)
def test_no_word_of_a_dream_is_in_a_repr(noise: Dream) -> None:
    dream = replace(
        noise,
        text=noise.text + CANARY,
        title=noise.title + CANARY,
        reflection=CANARY,
        date=PartialDate(2020, written=CANARY),
        tags=(*noise.tags, CANARY),
        ratings={CANARY: 1.0},
        metadata={CANARY: CANARY},
    )
    coding = Coding(parse("AP D", Scale.EMOTIONS), (TextSpan(0, 1),))
    reading = Reading.of(dream, Reader("lexical"), [coding], waking=[TextSpan(0, 1)])
    shown = [
        dream,
        reading,
        Hit(dream, TextSpan(0, 4), (TextSpan(0, 4),)),
        Listed(DreamKey("mine", "1"), "2020", CANARY, 3, CANARY),
        Night("mine", PartialDate(2020, written=CANARY), ("1",), CANARY),
        Likeness(DreamKey("mine", "1"), 0.5, (CANARY,)),
    ]
    assert CANARY not in repr(shown)
    assert CANARY not in " ".join(map(str, shown))


@pytest.mark.parametrize("bad", ["", " ", " 1", "1\n", "a\tb", "a\0b", "\ud800"])
def test_ids_that_cannot_be_named_are_refused(bad: str) -> None:
    for make in (
        lambda: Dream(id=bad, text=""),
        lambda: Dream(id="1", text="", series=bad),
        lambda: Dream(id="1", text="", dreamer=bad),
        lambda: Dreamer(bad),
        lambda: Series(bad),
        lambda: Series("mine", dreamer=bad),
        lambda: Night(bad, PartialDate(2020)),
    ):
        with pytest.raises(ValueError, match="id "):
            make()


def test_half_a_surrogate_pair_is_refused_wherever_it_stands() -> None:
    half = f"{CANARY} \ud800"
    for make in (
        lambda: Dream(id="1", text=half),
        lambda: Dream(id="1", text="", title=half),
        lambda: Dream(id="1", text="", reflection=half),
        lambda: Dream(id="1", text="", tags=("sea", half)),
        lambda: Dream(id="1", text="", ratings={half: 1.0}),
        lambda: Dream(id="1", text="", metadata={half: ""}),
        lambda: Dream(id="1", text="", metadata={"place": half}),
        lambda: Dreamer("she", metadata={"place": half}),
        lambda: Series("mine", name=half),
        lambda: Series("mine", description=half),
        lambda: Night("mine", PartialDate(2020), note=half),
        lambda: PartialDate(2020, written=half),
        lambda: Reader(half),
        lambda: Reader("lexical", settings={"floor": half}),
    ):
        with pytest.raises(ValueError, match="half a surrogate pair at character 11") as refused:
            make()
        assert CANARY not in str(refused.value)


@given(PARTIAL_DATES)
def test_partial_dates_print_what_is_known(date: PartialDate) -> None:
    shown = str(date)
    assert not shown.endswith("?")
    assert len(date.sort_key) == 10
    assert (date.full is None) == (None in (date.year, date.month, date.day))
    if date.full:
        assert shown == date.full.isoformat() == date.sort_key
        assert PartialDate.of(date.full, date.written) == date


@given(st.lists(st.dates(calendar_date(1, 1, 1)), min_size=2, max_size=2))
def test_sort_keys_sort_as_the_calendar_does(days: list[calendar_date]) -> None:
    first, second = sorted(days)
    assert PartialDate.of(first).sort_key <= PartialDate.of(second).sort_key
    assert PartialDate(first.year).sort_key < PartialDate.of(first).sort_key


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (0, None, None),
        (10000, None, None),
        (1985, 13, None),
        (1985, 0, None),
        (1985, 2, 29),
        (None, 2, 30),
        (None, None, 32),
        (1, 1, 0),
    ],
)
def test_days_that_no_calendar_has_are_refused(year: int | None, month: int | None, day: int | None) -> None:
    with pytest.raises(ValueError, match=r"is not within|has no day"):
        PartialDate(year, month, day)


@given(TEXTS)
def test_words_hash_forgives_case_blanks_and_signs(text: str) -> None:
    plain = "The river rose"
    assert words_hash(text) == words_hash(text)
    assert words_hash(f"{plain}!\n") == words_hash(" the RIVER, rose")
    assert (words_hash(text) == words_hash(plain)) == (
        "".join(sign for sign in text.lower() if sign.isalnum()) == "theriverrose"
    )


@pytest.mark.parametrize(("text", "count"), [("", 0), (" \n ", 0), ("I flew.", 2), ("half-open  door", 2)])
def test_word_count(text: str, count: int) -> None:
    assert word_count(text) == count
