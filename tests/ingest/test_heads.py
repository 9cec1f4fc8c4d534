"""What collectors put before a report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import collector_head, read_head
from noctuary.ingest.collections import age_in, date_in, facts_of

OPENING = "I was in a glass lift with my aunt."


@pytest.mark.parametrize(
    "head",
    [
        "(2004-05-06 (12))",
        "(2004-05-06 (Off-Campus))",
        "(2004-05-06 (Post-Grad))",
        "(2004-??-?? (?))",
        "(2004-05-06[?] (15))",
        "(2004-05-06 [?] (15))",
        "(200?-??-?? (?))",
        "(05/06/2004 (age 14))",
        "(05/06/2004 (#3))",
        "(05/??/2004 (#12))",
        "(05/06/04 [not lately])",
        "(2004/2005 (15))",
        "(2004 (late) (14))",
        "(2004)",
        "(1950s)",
        "(1985?)",
        "(*)",
        "(--/--/--)",
        "(??/??/94)",
        "(November 12, 1999)",
        "(March 3, 1998)",
        "(March, 1998)",
        "(F, age 17)",
        "(M, age 17)",
        "([age 12])",
        "([age 12-13])",
        "[age 12-13]",
        "(Code 123, Age 45, 3/4/98)",
        "(Code 123, Age 45, 99/99/99)",
        "(Code 123, Age 45, ??/??/4?)",
        "(4th grader, 01/18/97)",
        "(4th grader, undated)",
        "(18/female)",
        "(F-A-T-19/27)",
        "(F-A-T-19/27) [1997-05-18]",
        "(Vp:A00/T:07 (31/w))",
        "(HS)",
        "(Dorms)",
        "(Post-Grad)",
        "n/a".join("()"),
        "[2nd dream]",
        "#101-01",
        "#Bert-H-1 (12/20/63)",
        '#7-02 (4/30/98) ["A ladder of salt."]',
        '["A ladder of salt."]',
    ],
)
def test_heads_are_no_part_of_the_report(head: str) -> None:
    text = f"{head} {OPENING}"
    assert text[collector_head(text) :] == OPENING


@pytest.mark.parametrize(
    "opening",
    [
        "(I had this one twice.) A lift.",
        "(Later) I was in a lift.",
        "(1) A lift. (2) A ladder.",
        "(12) A lift.",
        "(90210) was on the door.",
        "(my aunt is 45) We were in a lift.",
        "(1990 was the year we moved) A lift.",
        "[I think it began earlier] A lift.",
        "(Part two) A lift.",
        "(F) A lift.",
        "#flying over the sea",
        "# A heading",
        "In 1990 (age 12) I was in a lift.",
        '"Come in," she said.',
    ],
)
def test_a_report_may_open_with_a_bracket_of_its_own(opening: str) -> None:
    assert collector_head(opening) == 0


def test_the_parts_of_a_head() -> None:
    head = read_head('#7-02 (4/30/98) ["A ladder of salt."] I climbed.')
    assert (head.number, head.note, head.title) == ("7-02", "(4/30/98)", "A ladder of salt.")


@pytest.mark.parametrize(
    ("note", "age"),
    [
        ("(Code 123, Age 45, 3/4/98)", "45"),
        ("(2004-05-06 (12))", "12"),
        ("(05/06/2004 (age 14))", "14"),
        ("(F, age 17)", "17"),
        ("([age 12-13])", "12-13"),
        ("(18/female)", "18"),
        ("(Vp:A00/T:07 (31/w))", "31"),
        ("(F-A-T-19/27)", ""),
        ("(05/06/2004 (#3))", ""),
        ("(4/30/98)", ""),
    ],
)
def test_ages(note: str, age: str) -> None:
    assert age_in(note) == age


def test_a_date_may_follow_a_code_and_an_age() -> None:
    date = date_in("(Code 123, Age 45, 3/4/98)")
    assert date
    assert str(date) == "1998-03-04"
    assert date.written == "(Code 123, Age 45, 3/4/98)"


def test_a_column_without_a_date_leaves_it_to_the_head() -> None:
    facts = facts_of(f"(11/02/2001 (#3)) {OPENING}", "n/a")
    assert str(facts.date) == "2001-11-02"
    assert facts.metadata["head"] == "n/a (11/02/2001 (#3))"


@given(st.text(max_size=60))
def test_any_text_has_a_head_or_none(text: str) -> None:
    assert 0 <= collector_head(text) <= len(text)
    facts_of(text)
