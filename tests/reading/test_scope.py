"""What did not happen."""

from __future__ import annotations

import pytest

from noctuary.reading.scope import compared, hypothetical, negated
from noctuary.reading.text import analyse


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I was not afraid", True),
        ("I wasn't at all afraid", True),
        ("I felt neither glad nor afraid", True),
        ("I wasn't sad or afraid", True),
        ("I was sad or afraid", False),
        ("It was not there or else I was afraid", False),
        ("I was not only afraid", False),
        ("It was not there, I was afraid", False),
        ("I was afraid", False),
    ],
)
def test_a_negator_denies_within_its_clause(report: str, expected: bool) -> None:  # noqa: FBT001
    text = analyse(report)
    assert negated(text, len(text) - 1) is expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I would have run", True),
        ("She wanted to run", True),
        ("as if they run", True),
        ("as though they run", True),
        ("She ought to run", True),
        ("though they run", False),
        ("She looked, and they run", False),
    ],
)
def test_wishes_and_conditions_have_not_come_about(report: str, expected: bool) -> None:  # noqa: FBT001
    text = analyse(report)
    assert hypothetical(text, len(text) - 1) is expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("It looked like a wolf", True),
        ("He was like a wolf", True),
        ("It was as big as a wolf", True),
        ("It was older than a wolf", True),
        ("It resembled a wolf", True),
        ("It reminded me of a wolf", True),
        ("It was as though a wolf", True),
        ("I would like a wolf", False),
        ("I ran as soon as a wolf", False),
        ("There were more than a wolf", False),
        ("I ran as a wolf", False),
    ],
)
def test_a_likeness_is_told_from_a_liking(report: str, expected: bool) -> None:  # noqa: FBT001
    text = analyse(report)
    assert compared(text, len(text) - 2) is expected  # the article, with which the phrase begins


def test_what_is_like_that_of_another_is_likened() -> None:
    assert compared(analyse("Her voice was that of a child."), 6)
