"""Places known by name."""

from __future__ import annotations

import pytest

from noctuary.reading.places import named_places
from noctuary.reading.text import analyse


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("We flew to Norway.", ["norway"]),
        ("We walked through New York.", ["new"]),
        ("Virginia sang.", []),
        ("We ate turkey.", []),
        ("Norway is what we came to", []),
        ("In new rooms.", []),
        ("", []),
    ],
)
def test_a_name_with_a_capital_and_a_preposition_is_a_place(report: str, expected: list[str]) -> None:
    text = analyse(report)
    assert [text.words[token] for token in named_places(text)] == expected
