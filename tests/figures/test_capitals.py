import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.figures.capitals import beginnings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Anna J. Hale rowed. Then it rained.", ["Anna", "Then"]),
        ("He said, \"Will it?\" (May it) and 'No'.", ["He", "Will", "May", "No"]),
        ("Anna's boat. Dr. Hale's boat.", ["Anna", "Dr"]),
    ],
)
def test_where_a_capital_says_nothing(text: str, words: list[str]) -> None:
    begun = [text[start:] for start in sorted(beginnings(text))]
    assert len(begun) == len(words)
    assert all(rest.startswith(word) for rest, word in zip(begun, words, strict=True))


@given(st.text())
def test_any_text_has_beginnings_within_it(text: str) -> None:
    assert all(0 <= start < len(text) for start in beginnings(text))
