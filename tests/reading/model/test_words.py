"""Words as pieces, and long dreams as windows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.model.words import LONGEST, Vocabulary, kept, windows
from noctuary.reading.text import analyse

WORDS = st.lists(st.one_of(st.text(max_size=8), st.sampled_from(["a", "abc", "a" * 200, "梦" * 90, "\x00"])))


@given(words=WORDS, times=st.integers(1, 60))
def test_every_word_is_taken_from_exactly_one_window(
    vocabulary: Vocabulary, words: list[str], times: int
) -> None:
    found = windows(words * times, vocabulary)
    taken = [word for words_of_one in kept(found) for word in words_of_one]
    assert taken == list(range(len(words) * times))
    for window, part in zip(found, kept(found), strict=True):
        assert window.begin <= part.start < part.stop <= window.end


@given(words=WORDS, times=st.integers(1, 60))
def test_a_window_fits_the_network_and_says_whose_each_piece_is(
    vocabulary: Vocabulary, words: list[str], times: int
) -> None:
    for window in windows(words * times, vocabulary):
        assert len(window.pieces) == len(window.owners) <= LONGEST + 2
        assert (window.pieces[0], window.pieces[-1]) == (vocabulary.first, vocabulary.last)
        assert len(window.firsts) == window.end - window.begin
        assert [window.owners[first] for first in window.firsts] == list(range(len(window.firsts)))
        assert window.owners == sorted(window.owners)


@given(st.text())
def test_every_word_has_pieces(vocabulary: Vocabulary, text: str) -> None:
    for word in analyse(text).words:
        assert vocabulary.cut(word)


def test_a_text_without_words_has_no_window(vocabulary: Vocabulary) -> None:
    assert windows([], vocabulary) == []
    assert kept([]) == []
