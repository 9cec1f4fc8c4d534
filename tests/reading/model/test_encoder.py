"""The network in use: what it is given, and how windows become one dream."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noctuary.reading.model.encoder import EMBEDDING_WIDTH, Encoder
from noctuary.reading.model.layout import FEATURES, GISTS, WIDTH
from noctuary.reading.model.words import Vocabulary


def told(words: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.zeros((len(words), len(FEATURES)), np.float32)


@pytest.fixture
def encoder(fake: object, vocabulary: Vocabulary) -> Encoder:
    assert fake
    return Encoder(b"", vocabulary)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from("abcdefgh"), max_size=30), times=st.integers(1, 80))
def test_each_word_is_said_once_and_in_its_place(
    encoder: Encoder, vocabulary: Vocabulary, words: list[str], times: int
) -> None:
    words = words * times
    sight = encoder.see(words, told(words))
    numbers = [vocabulary.cut(word)[0] for word in words]
    assert sight.words.shape == (len(words), WIDTH)
    assert sight.keys[:, 0, 0].tolist() == sight.queries[:, 1, 0].tolist() == numbers


def test_a_dream_holds_what_any_window_holds(encoder: Encoder, vocabulary: Vocabulary) -> None:
    words = ["a"] * 700 + ["z"] + ["a"] * 700
    sight = encoder.see(words, told(words))
    assert sight.gist.tolist() == [float(vocabulary.cut("z")[0])] * len(GISTS)


def test_a_dream_stands_in_the_middle_of_its_windows(encoder: Encoder, vocabulary: Vocabulary) -> None:
    words = ["a"] * 510 + ["b"] * 300
    embedding = encoder.see(words, told(words)).embedding
    assert np.linalg.norm(embedding) == pytest.approx(1)
    assert embedding[vocabulary.cut("a")[0]] > 0


def test_a_text_without_words_holds_nothing(encoder: Encoder) -> None:
    sight = encoder.see([], told([]))
    assert sight.words.shape == (0, WIDTH)
    assert np.isneginf(sight.gist).all()
    assert sight.embedding.tolist() == [0] * EMBEDDING_WIDTH
