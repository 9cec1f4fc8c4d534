"""What the network is told of each word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.lexical import look
from noctuary.reading.model.features import features
from noctuary.reading.model.layout import COLUMNS, FEATURES, GISTS, SLOTS, TAGS, WIDTH


def told(text: str, word: str) -> set[str]:
    seen_text, cast, seen = look(text)
    row = features(seen_text, cast, seen)[seen_text.words.index(word)]
    return {name for name, value in zip(FEATURES, row, strict=True) if value}


def test_no_name_stands_twice() -> None:
    for names in (FEATURES, TAGS, GISTS):
        assert len(set(names)) == len(names)


def test_every_column_of_the_output_has_one_meaning() -> None:
    places = [place for part in COLUMNS.values() for place in range(part.start, part.stop)]
    assert places == list(range(WIDTH))
    assert all(COLUMNS[slot].stop - COLUMNS[slot].start == len(letters) for slot, letters in SLOTS.items())


def test_a_mention_tells_who_it_is() -> None:
    names = told("Then my aunt waved.", "aunt")
    assert {"mention", "first", "kind.person", "number.1", "sex.F", "identity.R"} <= names


def test_a_feeling_tells_whose_it_is() -> None:
    assert {"emotions.HA", "actor.D"} <= told("I was happy.", "happy")


def test_spelling_is_told() -> None:
    assert {"capital", "opening"} <= told("The Lighthouse burned.", "the")
    assert "opening" not in told("The Lighthouse burned.", "lighthouse")
    assert "capital" in told("The Lighthouse burned.", "lighthouse")


@given(st.text(max_size=300))
def test_any_text_has_a_row_a_word_from_0_to_1(text: str) -> None:
    seen_text, cast, seen = look(text)
    rows = features(seen_text, cast, seen)
    assert rows.shape == (len(seen_text), len(FEATURES))
    assert ((rows >= 0) & (rows <= 1)).all()
