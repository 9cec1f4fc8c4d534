"""Feelings over time: the timeline's own numbers in each feeling's hue, and where they changed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from noctuary.dream import Dream, PartialDate
from noctuary.library import Library
from noctuary.library.feelings import feelings_changed, follow_feelings
from noctuary.readers import open_reader
from noctuary.stats.time import Grain
from noctuary.web.panels import HEIGHT, change_in_words, draw, months_of, percent, point_in_words
from web.conftest import Enter
from web.waiting import patiently


@pytest.fixture
def changing(tmp_path: Path) -> Path:
    """Two years of dreams, 40 a month in 1985 and 1986: of anger at first, and of gladness from 1986 on."""
    path = tmp_path / "changing.noctuary"
    dreams = [
        Dream(
            id=f"{year}-{month}-{number}",
            text=f"{number}: I was {'furious' if (year == 1985) == (number % 4 > 0) else 'glad'}.",
            date=PartialDate(year, month, 1 + number % 28),
        )
        for year in (1985, 1986)
        for month in range(1, 13)
        for number in range(40)
    ]
    with Library.open(path, create=True) as library:
        library.store.add_many(dreams)
        library.add(Dream(id="undated", text="I was sad."))
        library.read_unread(open_reader("lexical"))
    return path


def test_the_picture_shows_the_timeline_of_the_library(enter: Enter, changing: Path) -> None:
    html = patiently(enter(changing), "/feelings").text
    with Library.open(changing, read_only=True) as library:
        timeline = library.timeline(["emotion:AN"], "series:journal", by="month")
    for point in timeline.lines[0].points:
        assert f"Anger, {point.period.label}: {point_in_words(point)}" in html
    assert "One dream without so exact a date is left out." in html
    # Confusion and apprehension are told nowhere; the page shows no panel of nothing.
    assert "feeling-CO" not in html


def test_months_are_chosen_where_they_hold_enough(changing: Path) -> None:
    with Library.open(changing, read_only=True) as library:
        assert follow_feelings(library).cut is Grain.MONTH
        assert follow_feelings(library, "date:1985-01..1985-02-02").cut is Grain.QUARTER
        assert follow_feelings(library, "id:1985-*-1").cut is Grain.YEAR
        assert follow_feelings(library, "id:undated").cut == 50


def test_lasting_changes_are_marked_and_told(enter: Enter, changing: Path) -> None:
    client = enter(changing)
    patiently(client, "/feelings")
    answer = patiently(client, "/feelings/1/changes")
    assert answer.headers["HX-Retarget"] == "#feelings"
    with Library.open(changing, read_only=True) as library:
        changes = feelings_changed(library, "series:journal")
    assert [change.date for change in changes["AN"]] == [PartialDate(1986, 1, 2)]
    assert f"Changed for good {change_in_words(changes['AN'][0])}." in answer.text
    assert "at 2 January 1986 (p " in answer.text
    assert answer.text.count('class="change"') == 2


def test_numbers_can_be_taken_out(enter: Enter, changing: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(enter(changing).get("/feelings/1/numbers.csv?by=quarter").text)))
    assert {row["measure"] for row in rows} == {"anger", "sadness", "happiness"}
    anger = {row["period"]: row for row in rows if row["measure"] == "anger"}
    assert anger["1985-Q1"] | {"low": "", "high": ""} == {
        "measure": "anger", "kind": "share of dreams", "period": "1985-Q1", "dreams": "120", "count": "90.0",
        "total": "120.0", "value": "0.75", "low": "", "high": "", "too_few": "False",
    }  # fmt: skip


def test_few_dreams_are_shown_small_and_said_to_be_few(client: TestClient) -> None:
    html = patiently(client, "/feelings").text
    assert "Twelve dreams are too few to follow over time" in html
    assert 'class="band"' not in html


def test_dreams_without_a_date_are_followed_in_their_order(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "undated.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_many(Dream(id=f"{number}", text=f"{number}: I was glad.") for number in range(60))
        library.read_unread(open_reader("lexical"))
    client = enter(path)
    html = patiently(client, "/feelings").text
    assert "1-50: 100% of 50 dreams" in html
    assert "/calendar/1?year" not in html
    assert "No dream here has a date to be cut by." in patiently(client, "/feelings/1?by=month").text


def test_unread_dreams_say_so(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "unread.noctuary"
    with Library.open(path, create=True) as library:
        library.add(Dream(id="1", text="I was glad."))
    assert "or nobody has read them" in patiently(enter(path), "/feelings").text


@pytest.mark.parametrize("address", ["/feelings/1?by=fortnight", "/feelings/1?by=51", "/feelings/99"])
def test_nonsense_is_refused(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_panels_lie_over_one_axis(changing: Path) -> None:
    with Library.open(changing, read_only=True) as library:
        found = follow_feelings(library)
    picture = draw(found, {})
    assert picture
    for panel in picture.panels:
        assert [step.start for step in panel.steps] == pytest.approx(
            [100 * month / 24 for month in range(24)], abs=0.001
        )
        assert all(0 <= step.y <= HEIGHT for step in panel.steps)
        assert len(panel.joins) == 23
    assert [words for _, words in picture.ticks] == [
        "Jan 1985", "Apr", "Jul", "Oct", "Jan 1986", "Apr", "Jul", "Oct",
    ]  # fmt: skip


def test_nothing_is_drawn_where_there_is_no_period(changing: Path) -> None:
    with Library.open(changing, read_only=True) as library:
        assert draw(follow_feelings(library, "id:undated", by=Grain.MONTH), {}) is None


def test_periods_lie_in_the_calendar() -> None:
    assert [months_of(label)[1] - months_of(label)[0] for label in ("1985", "1985-Q4", "1985-12")] == [
        12,
        3,
        1,
    ]
    assert percent(float("nan")) == "–"
