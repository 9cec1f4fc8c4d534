"""Words among their neighbours."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import TextSpan
from noctuary.library.quotes import quote


def test_what_is_left_out_is_three_dots() -> None:
    told = quote("We sat in a boat. My sister Ida rowed it home at night.", [TextSpan(18, 31)], reach=7)
    assert told.parts == (("…\xa0boat. ", False), ("My sister Ida", True), (" rowed\xa0…", False))


def test_words_that_stand_near_are_marked_too() -> None:
    told = quote("Ida sang.\n\nIda slept.", [TextSpan(0, 3), TextSpan(11, 14)])
    assert told.parts == (("Ida", True), (" sang. ", False), ("Ida", True), (" slept.", False))


def test_without_words_a_text_is_begun() -> None:
    assert quote("A long, long night of rain", [], reach=12).text == "A long, long\xa0…"
    assert quote("", []).text == ""


def test_a_word_without_blanks_is_cut() -> None:
    assert quote("x" * 500, [TextSpan(200, 203)], reach=5).text == "…\xa0xxxxxxxxxxxxx\xa0…"


SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(1, 9)).map(lambda at: TextSpan(at[0], sum(at))))


@given(st.text(max_size=80), SPANS, st.integers(0, 20))
def test_any_text_can_be_quoted(text: str, spans: list[TextSpan], reach: int) -> None:
    told = quote(text, spans, reach=reach)
    fitting = [span for span in spans if span.end <= len(text)]
    if fitting:
        first = re.sub(r"\s+", " ", min(fitting).cut(text)).strip(" ")
        assert first in told.text or not first
    assert all(one[1] != other[1] for one, other in zip(told.parts, told.parts[1:], strict=False))
