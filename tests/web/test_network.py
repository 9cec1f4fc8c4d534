"""The network as a picture to explore: the study's own numbers, every filter, keys, and files that others read."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import defusedxml.ElementTree
import networkx as nx
import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.figures.bridges import betweenness
from noctuary.library import Library
from noctuary.library.network import Choice, meetings
from noctuary.readers import open_reader
from web.conftest import Enter, Open, Served, serving
from web.waiting import patiently

CASTS = (
    "My sister Rachel hugged me. Her friend Ben swam with my mother.",
    "Rachel and Ben rowed. I hit Ben.",
    "My mother kissed me.",
    "Rachel, Ben and my mother were by the sea.",
    "Ben and my father argued. My father slapped me.",
    "My father and my mother slept.",
)


@pytest.fixture
def cast_path(tmp_path: Path) -> Path:
    """Six dreams of six years, with four who meet, and one without a date."""
    path = tmp_path / "cast.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_many(
            Dream(id=f"{number}", text=text, date=PartialDate(1985 + number, 3))
            for number, text in enumerate(CASTS)
        )
        library.add(Dream(id="undated", text="Rachel laughed with my mother."))
        library.read_unread(open_reader("lexical"))
    return path


def data(client: TestClient, address: str = "/network/1/data") -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.json()


def test_the_picture_is_drawn_from_the_study_of_the_library(enter: Enter, cast_path: Path) -> None:
    sky = data(enter(cast_path))
    with Library.open(cast_path, read_only=True) as library:
        study = library.network("journal")
    assert [(node["name"], node["dreams"]) for node in sky["nodes"]] == [
        (node.name, node.dreams) for node in study.incidence.nodes
    ]
    casts = [tuple(cast) for _, cast, _ in sky["dreams"] if cast]
    assert Counter(casts) == Counter(study.incidence.casts)
    met = Counter(pair for cast in casts for pair in combinations(cast, 2))
    ties = zip(
        study.network.one.tolist(), study.network.other.tolist(), study.network.shared.tolist(), strict=True
    )
    assert met == {(one, other): shared for one, other, shared in ties}
    assert [date for date, *_ in sky["dreams"]] == ["", *(f"{1985 + number}-03" for number in range(6))]
    assert all(re.fullmatch(r"/figures/1/[0-9a-f]{16}", node["at"]) for node in sky["nodes"])


def test_acts_have_both_their_ends(cast_path: Path) -> None:
    with Library.open(cast_path, read_only=True) as library:
        cast = library.cast("journal")
        study = library.network("journal")
        names = {place: node.name for place, node in enumerate(study.incidence.nodes)} | {-1: "D"}
        acts = {
            (kind, names[one], names[other])
            for meeting in meetings(library, cast, study)
            for kind, one, other in meeting.acts
        }
    assert (False, "D", "Ben") in acts
    assert (False, "father", "D") in acts
    assert (True, "mother", "D") in acts


def test_measures_and_tables_are_those_of_the_study(enter: Enter, cast_path: Path) -> None:
    client = enter(cast_path)
    html = patiently(client, "/network").text
    with Library.open(cast_path, read_only=True) as library:
        study = library.network("journal")
    for row in study.rows:
        assert f'<th scope="row">{row.label}</th>' in html
    for finding in study.findings:
        assert finding in html
    figures = list(csv.DictReader(io.StringIO(client.get("/network/1/figures.csv").text)))
    assert [row["name"] for row in figures] == [node.name for node in study.incidence.nodes]
    assert [float(row["betweenness"]) for row in figures] == betweenness(study.network).tolist()
    ties = list(csv.DictReader(io.StringIO(client.get("/network/1/ties.csv").text)))
    assert sorted(int(row["weight"]) for row in ties) == sorted(study.network.shared.tolist())


def test_a_span_is_measured_anew(enter: Enter, cast_path: Path) -> None:
    client = enter(cast_path)
    html = patiently(client, "/network/1?since=1986&until=1988&least=2").text
    choice = Choice(PartialDate(1986), PartialDate(1988), 2)
    with Library.open(cast_path, read_only=True) as library:
        study = library.network("journal", choice)
    assert f"Measures of <bdi>journal</bdi>{choice.name('')}" in html
    rows = list(
        csv.DictReader(io.StringIO(client.get("/network/1/figures.csv?since=1986&until=1988&least=2").text))
    )
    assert [(row["name"], int(row["dreams"])) for row in rows] == [
        (node.name, node.dreams) for node in study.incidence.nodes
    ]


def test_files_for_other_programs_hold_the_network(enter: Enter, cast_path: Path) -> None:
    client = enter(cast_path)
    with Library.open(cast_path, read_only=True) as library:
        study = library.network("journal")
    for form, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        answer = client.get(f"/network/1/network.{form}")
        assert answer.headers["content-disposition"] == f'attachment; filename="network.{form}"'
        graph = read(io.BytesIO(answer.content))
        assert set(graph.nodes) == {node.key for node in study.incidence.nodes}
        assert graph.number_of_edges() == study.network.one.size


def test_everybody_is_who_is_seen_again(enter: Enter, cast_path: Path) -> None:
    client = enter(cast_path)
    assert patiently(client, "/network/1?who=all").status_code == 200
    assert all(node["dreams"] > 1 for node in data(client, "/network/1/data?who=all")["nodes"])


@pytest.mark.parametrize(
    "query",
    [
        "who=nobody", "least=0", "least=many", "least=²", "least=999999", "since=soon", "until=03-12",
        "since=1990&until=1985", "since=" + "9" * 5000,
    ],
)  # fmt: skip
def test_nonsense_is_refused(enter: Enter, cast_path: Path, query: str) -> None:
    client = enter(cast_path)
    for address in ("/network/1", "/network/1/data", "/network/1/measures", "/network/1/network.gexf"):
        assert client.get(f"{address}?{query}").status_code == 400
    assert client.get("/network/9").status_code == 400
    assert client.get("/network/1/network.exe").status_code == 400
    assert client.get("/network/nobody").status_code == 404


def test_sets_unread_and_lonely_dreams_say_what_is_missing(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "set.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_series(Series("many", kind=SeriesKind.SET))
        library.add(Dream(id="1", text="My mother slept.", series="many"))
    assert "figures meet in the dreams of one" in patiently(enter(path), "/network").text
    with Library.open(path) as library:
        library.add(Dream(id="1", text="I slept."))
    client = enter(path)
    nr = 2
    assert "Nobody has read these dreams yet." in patiently(client, "/network").text
    with Library.open(path) as library:
        library.read_unread(open_reader("lexical"))
    assert "Nobody who is known is in these dreams." in patiently(client, f"/network/{nr}").text
    assert data(client, f"/network/{nr}/data")["nodes"] == []
    assert (
        nx.read_graphml(io.BytesIO(client.get(f"/network/{nr}/network.graphml").content)).number_of_nodes()
        == 0
    )


def test_a_name_is_a_text(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "html.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_series(Series("<b>x", "<script>alert(1)</script>"))
        library.add(Dream(id="1", text="My sister Rachel<script> laughed.", series="<b>x"))
        library.read_unread(open_reader("lexical"))
    html = patiently(enter(path), "/network").text
    assert "<script>alert" not in html
    assert "Rachel<script>" not in html


# In the browser.


@pytest.fixture
def served_cast(cast_path: Path) -> Iterator[Served]:
    with serving(cast_path) as room:
        yield room


def explore(page: Page) -> Page:
    page.wait_for_selector(".sky[data-drawn]")
    return page


def places(page: Page) -> Any:
    return page.evaluate(
        "[...document.querySelectorAll('a.figure')].map(each => [each.ariaLabel, each.getAttribute('transform')])"
    )


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


@pytest.mark.browser
def test_the_network_is_explored_by_keyboard(served_cast: Served, visit: Open) -> None:
    page = explore(visit(served_cast, reduced_motion="reduce").go("/network"))
    page.get_by_label("To", exact=False).last.focus()
    while page.evaluate("document.activeElement.closest('.figure') === null"):
        page.keyboard.press("Tab")
    assert focused(page).startswith("mother, mother, 5 dreams; most with ")
    page.keyboard.press("PageDown")
    second = focused(page)
    page.keyboard.press("PageUp")
    page.keyboard.press("End")
    last = focused(page)
    assert len({focused(page), second, last, "mother"}) == 3
    page.keyboard.press("Home")
    visited = set()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown") * 2:
        page.keyboard.press(key)
        visited.add(focused(page))
    assert len(visited) > 1
    name = focused(page).partition(",")[0]
    assert page.locator(".sky-beside h2").inner_text() == name
    before = places(page)
    for key in ("+", "-", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert places(page) != before
    page.keyboard.press("0")
    address = page.evaluate("document.activeElement.getAttribute('href')")
    # Figures have pages of their own; here it matters that Enter leads there.
    page.route("**/figures/**", lambda route: route.fulfill(body="a figure"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(str(address))


@pytest.mark.browser
def test_time_and_filters_are_steered_by_keyboard(served_cast: Served, visit: Open) -> None:
    page = explore(visit(served_cast).go("/network"))
    everybody = dict(places(page))
    page.locator("[name=from]").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert page.locator("[name=from]").get_attribute("aria-valuetext") == "1989"
    assert "since=1989" in page.url
    late = dict(places(page))
    assert {label.partition(",")[0] for label in late} == {"Ben", "father", "mother"}
    by_name = {label.partition(",")[0]: place for label, place in everybody.items()}
    # Time moves nobody.
    assert all(by_name[label.partition(",")[0]] == place for label, place in late.items())
    page.locator("[name=ties]").focus()
    page.keyboard.press("o")
    page.locator("[name=ties]").select_option("aggressive")
    assert page.locator(".dreamer").count() == 1
    assert page.locator(".tie").count() == 2
    link = page.get_by_role("link", name="Measure what is chosen above")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#measures-head:has-text('from 1989')")
    explore(page)
    assert page.locator("[name=ties]").input_value() == "aggressive"


@pytest.mark.browser
def test_the_picture_is_the_same_each_time_and_rests(served_cast: Served, visit: Open) -> None:
    opened = visit(served_cast)
    first = places(explore(opened.go("/network")))
    assert first
    page = explore(opened.go("/network"))
    again = places(page)
    page.wait_for_timeout(300)
    assert first == again == places(page)


@pytest.mark.browser
def test_the_picture_is_saved_as_it_is_seen(served_cast: Served, visit: Open, tmp_path: Path) -> None:
    page = explore(visit(served_cast).go("/network"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (SVG)").press("Enter")
    download.value.save_as(tmp_path / "network.svg")
    drawing = defusedxml.ElementTree.fromstring((tmp_path / "network.svg").read_bytes())
    words = {element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert {"mother", "Rachel", "Ben", "father"} <= words
    text = (tmp_path / "network.svg").read_text(encoding="utf-8")
    assert "oklch" not in text
    assert "href" not in text
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (PNG)").press("Enter")
    download.value.save_as(tmp_path / "network.png")
    assert (tmp_path / "network.png").read_bytes().startswith(b"\x89PNG")
    page.keyboard.press(".")
    with page.expect_download() as download:
        page.get_by_role("button", name="Picture (SVG)").click()
    download.value.save_as(tmp_path / "discreet.svg")
    assert "mother" not in (tmp_path / "discreet.svg").read_text(encoding="utf-8")
