"""Dates as people and collections write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dates import parse_date
from strategies import TEXTS


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1985-03-12", "1985-03-12"),
        ("1985-03", "1985-03"),
        ("1985", "1985"),
        ("1985?", "1985"),
        ("c. 1985", "1985"),
        ("1985-??-??", "1985"),
        ("????-03-12", "????-03-12"),
        ("1985.03.12", "1985-03-12"),
        ("1985-03-12T06:30:00", "1985-03-12"),
        ("(3/12/85)", "1985-03-12"),
        ("03/??/85", "1985-03"),
        ("(3/12/2001 (15))", "2001-03-12"),
        ("12.3.1985", "1985-03-12"),
        ("12 March 1985", "1985-03-12"),
        ("March 12, 1985", "1985-03-12"),
        ("Tuesday, 12th Mar. 1985", "1985-03-12"),
        ("Mar 1985", "1985-03"),
        ("sept. 1st, 1999", "1999-09-01"),
        ("2/29/00", "2000-02-29"),
        ("12/31/68", "2068-12-31"),
        ("12/31/69", "1969-12-31"),
        ("1950s", ""),
        ("199?-??-??", ""),
        ("1999/2000", ""),
    ],
)
def test_dates_are_read_as_far_as_they_are_known(written: str, shown: str) -> None:
    date = parse_date(written)
    assert date is not None
    assert str(date) == shown
    assert date.written == written


@pytest.mark.parametrize(
    "written",
    [
        "",
        "n/a",
        "(18/female)",
        "yesterday",
        "2/30/1985",
        "1985-13-01",
        "32 May 1985",
        "5 Flob 1985",
        "??",
        "()",
    ],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({}, "1998-03-05"),
        ({"day_first": True}, "1998-05-03"),
        ({"years": (1890, 1899)}, "1898-03-05"),
    ],
)
def test_how_a_source_writes_its_dates(options: dict[str, object], shown: str) -> None:
    assert str(parse_date("3/5/98", **options)) == shown  # type: ignore[arg-type]


def test_the_day_before_the_month() -> None:
    assert str(parse_date("1998-03-05", year_day_month=True)) == "1998-05-03"


@given(TEXTS | st.text("0123456789/-.?*() 'sMayc", max_size=14))
def test_any_text_gives_a_date_or_none(written: str) -> None:
    date = parse_date(written)
    assert date is None or date.written == written


@given(st.dates())
def test_a_full_date_comes_back(day: object) -> None:
    assert str(parse_date(str(day))) == str(day)
