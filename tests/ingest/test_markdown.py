"""Markdown notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from noctuary.dream import Lucidity, Night, PartialDate
from noctuary.errors import FormatError

DAILY = """---
date: 2020-01-31
tags: [sea, night/late]
lucid: partial
mood: calm
feelings:
  joy: 3
  fear: 0.5
time: 6:30
reflection: The lift again.
---

I was in a lift. #lift

It rose, C# and all.
"""


def test_front_matter(read_file: Callable[..., Any]) -> None:
    haul = read_file("a note.md", DAILY)
    dream = haul.dream
    assert dream.text == "I was in a lift. #lift\n\nIt rose, C# and all.\n"
    assert (dream.id, str(dream.date), dream.series) == ("2020-01-31", "2020-01-31", "journal")
    assert dream.tags == ("sea", "night/late", "lift")
    assert dream.lucidity is Lucidity.PARTIAL
    assert dream.ratings == {"joy": 3, "fear": 0.5}
    assert dream.time == time(6, 30)
    assert dream.reflection == "The lift again."
    assert dream.metadata == {"mood": "calm"}
    assert haul.problems == []


def test_a_note_of_nothing_but_text_is_kept_whole(read_file: Callable[..., Any]) -> None:
    text = "\n\n--- I flew.\r\n\r\n  # high\n\n"
    assert read_file("2020/02/01.md", text).dream.text == text
    assert str(read_file("2020/02/01.md", text).dream.date) == "2020-02-01"


def test_several_dreams_a_note(read_file: Callable[..., Any]) -> None:
    haul = read_file(
        "2020-02-01.md",
        "Bought bread.\n\n## Dream\n\nA ladder.\n### of salt\nI climbed.\n\n## Dream 2: The boat\nI rowed.\n\n## Day\nRain.\n",
    )
    assert [(dream.id, dream.title, dream.text) for dream in haul.dreams] == [
        ("2020-02-01", "", "A ladder.\n### of salt\nI climbed."),
        ("2020-02-01-2", "The boat", "I rowed."),
    ]


def test_a_rule_for_headings(read_file: Callable[..., Any]) -> None:
    note = "# Traum: Das Boot\nIch ruderte.\n# Tag\nRegen.\n"
    haul = read_file("a.md", note, heading=r"^Traum: (.*)")
    assert (haul.dream.title, haul.dream.text) == ("Das Boot", "Ich ruderte.")
    assert read_file("b.md", "# Tag\nRegen.\n", heading="^Traum") == []
    with pytest.raises(FormatError, match="regular expression"):
        read_file("a.md", note, heading="(")


def test_a_night_without_recall(read_file: Callable[..., Any]) -> None:
    haul = read_file("2020-02-01.md", "---\nrecall: none\n---\nSlept badly.\n")
    assert list(haul) == [
        Night("journal", PartialDate(2020, 2, 1, haul[0].date.written), (), "Slept badly.\n")
    ]
    assert "date" in read_file("whenever.md", "---\nrecall: none\n---\n").problems[0].what


@pytest.mark.parametrize(
    ("front", "fact"),
    [
        ("date: soon", "date"),
        ("lucid: perhaps", "lucidity"),
        ("time: noonish", "time"),
        ("feelings: {joy: much}", "rating"),
        ("tags: [a, b", "YAML"),
    ],
)
def test_flaws_are_told_and_the_dream_comes_in(read_file: Callable[..., Any], front: str, fact: str) -> None:
    haul = read_file("a.md", f"---\n{front}\n---\nI flew.\n")
    assert haul.dream.text.endswith("I flew.\n")
    (problem,) = haul.problems
    assert fact in problem.what


def test_where_one_slept_is_private(read_file: Callable[..., Any]) -> None:
    note = "---\nlatitude: 53.5\nmood: calm\n---\nI flew.\n"
    assert read_file("a.md", note).dream.metadata == {"mood": "calm"}
    assert read_file("a.md", note, private=True).dream.metadata == {"mood": "calm", "latitude": "53.5"}


def test_a_note_of_ours_may_be_edited(read_file: Callable[..., Any]) -> None:
    own = '---\nnoctuary: dream\nid: "7"\nseries: mine\ndate: 2020-01-31\ntime: 6:30\ntags: [sea]\n---\n\n## Dream\nI flew.'
    haul = read_file("x.md", own)
    assert (haul.dream.series, haul.dream.id, haul.dream.tags) == ("mine", "7", ("sea",))
    assert haul.dream.text == "\n## Dream\nI flew."
    assert haul.dream.time == time(6, 30)


def test_an_empty_note_is_a_problem(read_file: Callable[..., Any]) -> None:
    haul = read_file("a.md", "---\ndate: 2020-01-01\n---\n\n")
    assert haul.dreams == []
    assert "recall: none" in haul.problems[0].hint


def test_front_matter_is_data_and_never_code(read_file: Callable[..., Any]) -> None:
    haul = read_file("a.md", "---\nmood: !!python/object/apply:os.getcwd []\n---\nI flew.\n")
    assert haul.dream.text == "I flew.\n"
    assert "/" not in haul.dream.metadata.get("mood", "")
