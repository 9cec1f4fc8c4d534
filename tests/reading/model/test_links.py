"""Distances between a word and those it may mean."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from noctuary.reading.characters import find_cast
from noctuary.reading.model.links import BUCKETS, RELATIONS, bucket, related, relations
from noctuary.reading.text import analyse


@given(st.lists(st.integers(-100_000, 100_000), min_size=1))
def test_every_distance_has_a_class_and_farther_is_never_nearer(distances: list[int]) -> None:
    classes = bucket(np.array(sorted(distances), np.int64))
    assert ((classes >= 0) & (classes < BUCKETS)).all()
    assert (np.diff(classes) >= 0).all()


def test_before_and_after_are_told_apart() -> None:
    before, here, after = bucket(np.array([-7, 0, 7], np.int64)).tolist()
    assert here - before == after - here > 0


def test_all_who_are_joined_do_what_is_told() -> None:
    text = analyse("Tom and I chased a dog.")
    cast = find_cast(text)
    found = relations(related(text, cast, text.words.index("chased")), list(cast.mentions))
    does = {
        text.words[m.head]
        for m, row in zip(cast.mentions, found, strict=True)
        if row[RELATIONS.index("does")]
    }
    assert does == {"tom", "i"}


def test_nobody_is_related_where_nobody_is_mentioned() -> None:
    text = analyse("Rain fell.")
    assert relations(related(text, find_cast(text), 1), []).shape == (0, len(RELATIONS))
