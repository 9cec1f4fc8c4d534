"""Whatever signs a text is made of, each reader reads it, and what it found stands within the text."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noctuary.coding import Reading
from noctuary.dream import Dream
from noctuary.readers import READERS, DreamReader, open_reader
from noctuary.reading.passages import waking_passages

#: A sign of every kind that Unicode knows but halves of surrogate pairs, which no dream may hold.
KINDS = ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
         "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Co", "Cn")  # fmt: skip
ANY_SIGN = st.sampled_from(KINDS).flatmap(lambda kind: st.characters(categories=[kind]))  # type: ignore[list-item]
WORDS = st.sampled_from(
    [
        "I",
        "my aunt",
        "woke up",
        "was afraid",
        "In real life",
        "a dog",
        "“come in”",
        "she",
        ".",
        "\n\n",
        "Dr.",
        "(06/??/68)",
    ]
)
TEXTS = st.lists(ANY_SIGN | WORDS, max_size=60).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda between: between.join(parts))
)
MANY = 5_000
#: What is odd only when there is much of it.
LONG = {
    "one word": "a" * MANY,
    "one name": "A" * MANY,
    "combining marks": "e" + "\u0301\u0323" * MANY,
    "only combining marks": "\u0301" * MANY,
    "emoji": "\U0001f469\u200d\U0001f467" * (MANY // 3),
    "flags": "\U0001f1e9" * MANY,
    "right to left": "חלמתי שאני עף \u202e" * (MANY // 14),
    "zero width": "f\u200bl\u200be\u200bw\u200b " * (MANY // 8),
    "byte order marks": "\ufeff" * MANY,
    "NULs": "\0" * MANY,
    "blanks": " \n" * MANY,
    "quotation marks": '"' * MANY,
    "brackets": "(" * MANY,
    "wakings": "I woke up. " * (MANY // 10),
    "wakings without a stop": "i woke up and then " * (MANY // 10),
}


@cache
def reader(name: str) -> DreamReader:
    return open_reader(name)


def assert_within(reading: Reading, text: str) -> None:
    spans = [*reading.waking, *(span for coding in reading.codings for span in coding.evidence)]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=25)
@given(text=TEXTS)
def test_any_signs_are_read(name: str, text: str) -> None:
    (reading,) = reader(name).read_many([Dream(id="1", text=text)])
    assert_within(reading, text)


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("odd", LONG)
def test_much_of_anything_is_read(name: str, odd: str) -> None:
    (reading,) = reader(name).read_many([Dream(id="1", text=LONG[odd])])
    assert_within(reading, LONG[odd])


def test_waking_again_and_again_ends_the_dream_once() -> None:
    # Each waking was looked behind to the end of the report: ten thousand of them took minutes.
    text = "A bear sang. " + "I woke up and walked on. " * 10_000
    assert waking_passages(text)[-1].end == len(text)


def test_sleep_between_wakings_is_found_for_each() -> None:
    text = "A bear sang by the sea. I woke up. I was glad. I fell asleep. A fox sang. I woke up. I fell asleep. I flew. I woke up."
    cut = [span.cut(text) for span in waking_passages(text)]
    assert cut[-1] == "I woke up."
    assert len(cut) >= 2
