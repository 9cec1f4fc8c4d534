"""Timelines as pictures: each period in its place, gaps left open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from noctuary.dream import PartialDate
from noctuary.errors import InputError, StatsError
from noctuary.stats.time import Form, Grain, Measure, Period, Point, Track, by_calendar, by_number, points
from noctuary.stats.time_picture import save_time_picture

FLYING = Measure("flying & <falling>", Form.DREAMS)


def lines(grain: Grain | None = Grain.YEAR) -> list[list[Point]]:
    dates = tuple(PartialDate(year, 5) for year in (1985, 1986, 1990) for _ in range(30))
    amounts = np.array([[[place % 2, 1]] for place, _ in enumerate(dates)], dtype=float)
    track = Track((FLYING,), dates, np.arange(len(dates)), amounts)
    periods = by_calendar(dates, grain) if grain else by_number(len(dates), 25)
    return points(track, periods, resamples=10)


@pytest.mark.parametrize("grain", [*Grain, None])
def test_a_picture_names_its_measures(tmp_path: Path, grain: Grain | None) -> None:
    pytest.importorskip("vl_convert")
    target = tmp_path / "time.svg"
    save_time_picture(lines(grain), target, title="some dreams")
    drawn = target.read_text(encoding="utf-8")
    assert "flying &amp; &lt;falling&gt;" in drawn
    assert "some dreams" in drawn
    assert ("1988" in drawn) == (grain is not None), "years without a dream keep their place"


def test_stretches_between_changes_stand_at_their_dates(tmp_path: Path) -> None:
    [[first, *_]] = lines()
    labels = ("1985-03-12 to 1985-11-02", "1985-11-03 to 1990", "1990-05-01")
    stretches = [[replace(first, period=Period(label, 0, 30)) for label in labels]]
    target = tmp_path / "time.html"
    save_time_picture(stretches, target, title="some dreams")
    page = target.read_text(encoding="utf-8")
    for start, stop in (
        ("1985-03-12", "1985-11-02T23:59Z"),
        ("1985-11-03", "1991-01-01"),
        ("1990-05-01", "1990-05-01T23:59Z"),
    ):
        assert f'"start": "{start}", "stop": "{stop}"' in page


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        save_time_picture(lines(), tmp_path / "nowhere" / "time.svg", title="some dreams")
    (tmp_path / "time.svg").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        save_time_picture(lines(), tmp_path / "time.svg", title="some dreams")


def test_a_page_asks_nothing_of_the_network(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    target = tmp_path / "time.html"
    save_time_picture(lines(), target, title="</script><b>", notes=["a & b"])
    page = target.read_text(encoding="utf-8")
    assert "</script><b>" not in page
    assert "a &amp; b" in page
    assert 'src="http' not in page


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StatsError, match="png, svg, html"):
        save_time_picture(lines(), tmp_path / "time.docx", title="some dreams")
