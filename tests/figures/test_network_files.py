"""Networks for other programs, and pictures."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks import table, two_circles
from noctuary.errors import InputError, MissingExtraError, StatsError
from noctuary.figures.network import network_of
from noctuary.figures.network_drawing import draw
from noctuary.figures.network_files import save_network
from noctuary.figures.network_layout import arrange, place_labels, strongest
from noctuary.figures.network_picture import render
from noctuary.figures.network_study import NetworkStudy, ReaderComparison, study

CASTS = st.lists(st.text("ABCDEFGHIJ", max_size=5), min_size=1, max_size=12).filter(any)


@pytest.fixture(scope="module")
def small() -> NetworkStudy:
    return study(table("KLA", "AB", "AB", "C"), name="mine")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graphs_come_back_whole(small: NetworkStudy, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"net.{form}"
    assert save_network([small], path) == [path]
    read = nx.read_graphml(path) if form == "graphml" else nx.read_gexf(path)
    assert set(read) == set("KLABC")
    assert read["A"]["B"]["weight"] == 2
    assert read["A"]["K"]["newman_weight"] == 0.5
    assert (read.nodes["K"]["circle"], read.nodes["A"]["dreams"], read.nodes["C"]["community"]) == (
        "kin",
        3,
        0,
    )


def test_tables_of_ties_and_figures(small: NetworkStudy, tmp_path: Path) -> None:
    written = save_network([small], tmp_path / "net.csv")
    assert [path.name for path in written] == ["net.csv", "net-figures.csv"]
    ties, figures = (list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) for path in written)
    assert [tie["weight"] for tie in ties if {tie["source"], tie["target"]} == {"A", "B"}] == ["2"]
    assert [figure["id"] for figure in figures] == ["A", "B", "C", "K", "L"]
    assert [figure["meetings"] for figure in figures] == ["4", "2", "0", "2", "2"]


def test_json(small: NetworkStudy, tmp_path: Path) -> None:
    save_network([small], tmp_path / "net.json")
    whole = json.loads((tmp_path / "net.json").read_text(encoding="utf-8"))
    assert (whole["name"], whole["dreams"], len(whole["nodes"]), len(whole["links"])) == ("mine", 4, 5, 4)


def test_what_cannot_be_written_is_said(small: NetworkStudy, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Use one of: graphml, gexf, csv, json, png, svg, html"):
        save_network([small], tmp_path / "net.docx")
    with pytest.raises(InputError, match="The dreamer is shown in pictures alone"):
        save_network([small], tmp_path / "net.csv", with_dreamer=True)
    with pytest.raises(InputError, match="Two networks at once"):
        save_network([small, small], tmp_path / "net.json")
    assert not list(tmp_path.iterdir())


def test_nobody_gives_empty_tables(tmp_path: Path) -> None:
    nobody = study(table())
    for path in save_network([nobody], tmp_path / "net.csv"):
        assert path.read_text(encoding="utf-8") == ""
    with pytest.raises(StatsError, match="nobody to draw"):
        render([nobody], "png")


def test_a_picture_names_its_figures(small: NetworkStudy, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    save_network([small], tmp_path / "net.svg")
    words = {text.strip() for text in ET.parse(tmp_path / "net.svg").getroot().itertext()}
    assert words >= {"mine", "A", "B", "C", "K", "L"}
    assert any(text.startswith("5 figures, 4 ties") for text in words)


def test_of_many_figures_those_are_drawn_who_meet_somebody() -> None:
    # 41 figures, of whom one meets nobody: there is no room for it.
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
    (drawing,) = draw([study(table(letters[:-1], letters[-1]), name="mine")])
    assert {row["name"] for row in drawing.figures} == set(letters[:-1])
    (few,) = draw([study(table("AB", "C"), name="mine")])
    assert {row["name"] for row in few.figures} == set("ABC")
    assert few.width < drawing.width
    assert few.height < drawing.height


def test_colours_are_communities_or_else_circles() -> None:
    (drawing,) = draw([study(two_circles(), name="mine")])
    of = {row["name"]: row["community"] for row in drawing.figures}
    for tie in drawing.ties:
        one, other = tie["between"].split(" and ")
        inside = of[one] == of[other]
        assert (tie["colour"] == drawing.colours[of[one]]) is inside
    (lonely,) = draw([study(table("K", "A"), name="mine")], with_dreamer=True)
    assert {row["name"]: row["community"] for row in lonely.figures} == {
        "K": "kin", "A": "people known", "the dreamer": "the dreamer",
    }  # fmt: skip
    assert len(set(lonely.colours.values())) == 3


def test_the_dreamer_is_drawn_where_wanted(small: NetworkStudy) -> None:
    pytest.importorskip("vl_convert")
    words = {text.strip() for text in ET.fromstring(render([small], "svg", with_dreamer=True)).itertext()}
    assert words >= {"the dreamer", "A", "C"}


def test_two_networks_stand_side_by_side(small: NetworkStudy) -> None:
    pytest.importorskip("vl_convert")
    other = study(table("KLA", "AX"), name="theirs")
    words = {text.strip() for text in ET.fromstring(render([small, other], "svg")).itertext()}
    assert words >= {"mine", "theirs", "X", "B"}


def test_what_two_networks_share_has_one_place_and_one_colour() -> None:
    # The second reader sees nobody of the first circle, so that its communities are numbered otherwise.
    one, other = draw([study(table(*["ABCD", "KLM", "XY"] * 3)), study(table(*["KLM", "XYZ"] * 3))])
    places, colours = (
        {row["name"]: (row["x"], row["y"]) for row in one.figures},
        {row["name"]: one.colours[row["community"]] for row in one.figures},
    )
    shared = [row for row in other.figures if row["name"] in places]
    assert len(shared) == 5
    for row in shared:
        assert (row["x"], row["y"]) == places[row["name"]]
        assert other.colours[row["community"]] == colours[row["name"]]


def test_a_page_runs_nothing_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setattr("vl_convert.javascript_bundle", lambda: "")
    page = render([study(table("AB"), name="</script><b>mine")], "html").decode()
    assert "<b>" not in page
    assert "default-src 'none'" in page


def test_an_unknown_picture_names_the_known_ones(small: NetworkStudy) -> None:
    with pytest.raises(StatsError, match="Use one of: png, svg, html"):
        render([small], "gif")


def test_without_the_extra_it_says_how_to_get_it(
    small: NetworkStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match=r"noctuary\[research\]"):
        render([small], "png")


@given(CASTS)
def test_figures_stand_apart_and_within_the_room(casts: Sequence[str]) -> None:
    network = network_of(table(*casts))
    radii = np.linspace(20, 5, network.size)
    places = arrange(network, np.zeros(network.size, dtype=np.int64), width=600, height=400, radii=radii)
    assert (places >= radii[:, None] - 1e-6).all()
    assert (places <= np.array([600, 400]) - radii[:, None] + 1e-6).all()
    for one in range(network.size):
        for other in range(one):
            assert np.hypot(*(places[one] - places[other])) > 0.9 * (radii[one] + radii[other])


@given(CASTS, st.integers(0, 5))
def test_everybody_keeps_the_strongest_tie(casts: Sequence[str], most: int) -> None:
    network = network_of(table(*casts))
    shown = strongest(network, most)
    assert (shown.degrees[network.degrees > 0] > 0).all()
    assert shown.one.size <= most + network.size
    assert shown.shared.max(initial=0) == network.shared.max(initial=0)


def test_names_do_not_cover_one_another() -> None:
    places = np.array([[100.0, 50.0 + 2 * number] for number in range(40)])
    labels = place_labels(places, np.full(40, 3.0), ["a long name"] * 40, np.full(40, 11.0), room=(600, 400))
    assert all(label is not None for label in labels[:12])
    placed = [(label.align, label.y) for label in labels[12:] if label is not None]
    assert len(placed) < len(labels) - 12
    # Names to one side of a row stand at least their height apart.
    for side in ("left", "right"):
        heights = sorted(y for align, y in placed if align == side)
        assert all(later - earlier >= 11 for earlier, later in pairwise(heights))


def test_two_readers_share_codes_and_ties() -> None:
    comparison = ReaderComparison(study(table("AB", "BC")), study(table("AB", "BD")))
    assert comparison.shared_nodes == pytest.approx(2 / 4)
    assert comparison.shared_ties == pytest.approx(1 / 3)
    rows = {row["measure"]: row for row in comparison.rows()}
    assert rows["figures"]["difference"] == 0


def test_study_rows_are_flat(small: NetworkStudy) -> None:
    assert all(isinstance(value, str | int | float) for row in small.rows for value in row.figures().values())
    assert list(small.pair_rows()) == []
    rows = list(study(two_circles()).pair_rows())
    assert rows == sorted(rows, key=lambda row: row["by_chance"] - row["dreams"])
    assert rows[0]["dreams"] > rows[0]["by_chance"]
