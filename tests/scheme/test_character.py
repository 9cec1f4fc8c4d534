"""What a character's four signs say."""

from __future__ import annotations

import pytest

from noctuary.scheme import Character


@pytest.mark.parametrize(
    ("symbol", "traits"),
    [
        ("1MFA", {"human", "family", "familiar"}),
        ("2FRT", {"human", "group", "relative", "familiar"}),
        ("1MKA", {"human", "familiar"}),
        ("1MPA", {"human", "familiar"}),
        ("2JSA", {"human", "group"}),
        ("4IOA", {"human", "group"}),
        ("8FEA", {"human"}),
        ("1ANI", set()),
        ("6CZZ", {"group"}),
    ],
)
def test_traits(symbol: str, traits: set[str]) -> None:
    character = Character.parse(symbol)
    assert {
        name
        for name in ("human", "group", "family", "relative", "familiar")
        if getattr(character, f"is_{name}")
    } == traits
