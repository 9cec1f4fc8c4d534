"""Dates as sources write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dates import parse_date
from noctuary.dream import PartialDate


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("(3/14/88)", "1988-03-14"),
        ("(11/02/2001 (age 14))", "2001-11-02"),
        ("(2001-11-02[?] (15))", "2001-11-02"),
        ("(2001-11-02 [?] (15))", "2001-11-02"),
        ("(2001-11-02 (Upstairs))", "2001-11-02"),
        ("(11/02/2001 (#3))", "2001-11-02"),
        ("(11/02/96 [lately])", "1996-11-02"),
        ("(1998-??-?? (?))", "1998"),
        ("(1998 (spring) (14))", "1998"),
        ("[c. 1991]", "1991"),
        ("(July 4, 1999)", "1999-07-04"),
        ("(July, 1999)", "1999-07"),
        ("4 July 1999", "1999-07-04"),
        ("4.7.1999", "1999-07-04"),
        ("2020-01-31T06:30:00Z", "2020-01-31"),
        ("(2/13/86?)", "1986-02-13"),
        ("(06/??/68)", "1968-06"),
        ("(??/??/94)", "1994"),
        ("????-05-03", "????-05-03"),
    ],
)
def test_known_parts(written: str, iso: str) -> None:
    date = parse_date(written, years=(1960, 2005))
    assert date
    assert str(date) == iso
    assert date.written == written


@pytest.mark.parametrize("written", ["1950s", "(1990's)", "(199?-??-?? (?))", "(1999/2000 (15))"])
def test_about_a_date_no_part_is_known(written: str) -> None:
    assert parse_date(written) == PartialDate(written=written)


@pytest.mark.parametrize(
    "written",
    ["", "n/a", "(*)", "(--/--/--)", "(????-??-??)", "(18/female)", "(F-A-T-19/27)", "[age 12]", "(M, age 17)",
     "2/30/1999", "(5/69/69)", "soon", "5"],
)  # fmt: skip
def test_no_date(written: str) -> None:
    assert parse_date(written, years=(1960, 2005)) is None


def test_the_series_settles_the_century() -> None:
    assert str(parse_date("10/26/97", years=(1890, 1918))) == "1897-10-26"
    assert str(parse_date("10/26/97", years=(1990, 1999))) == "1997-10-26"


def test_other_orders() -> None:
    assert str(parse_date("3/5/98", day_first=True)) == "1998-05-03"
    assert str(parse_date("1998-30-04", year_day_month=True)) == "1998-04-30"


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none(written: str) -> None:
    date = parse_date(written)
    assert date is None or date.written == written


@given(
    st.builds(
        PartialDate,
        st.none() | st.integers(1, 9999),
        st.none() | st.integers(1, 12),
        st.none() | st.integers(1, 28),
    )
)
def test_what_is_printed_reads_back(date: PartialDate) -> None:
    back = parse_date(str(date))
    assert (back or PartialDate()).sort_key == date.sort_key
