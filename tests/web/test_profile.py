"""The profile: the library's own numbers, said honestly, and the words behind each of them."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.testclient import TestClient

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, Series, SeriesKind, Sex, TextSpan
from noctuary.library import Library
from noctuary.readers import open_reader
from noctuary.scheme import Scale, parse
from noctuary.stats.indicators import DEFINITIONS
from noctuary.web.bars import Axis, axis_of, bar_of, bars_of, h_in_words, p_in_words
from web.conftest import Enter, Open, Served
from web.waiting import patiently

CODER = Reader("coder", kind=ReaderKind.PERSON)


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A woman's series of 120 dreams, coded by hand: each with a man, every other with an attack on her."""
    path = tmp_path / "many.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_series(Series("mine", "Mine", sex=Sex.FEMALE))
        dreams = [
            Dream(id=f"{number}", series="mine", text=f"Harbour {number}. A man hit me.")
            for number in range(120)
        ]
        library.store.add_many(dreams)
        library.store.save_readings(
            Reading.of(
                dream,
                CODER,
                [
                    Coding(parse("1MSA", Scale.CHARACTERS), (TextSpan(*span(dream, "A man")),)),
                    *(
                        [Coding(parse("1MSA 7> D", Scale.AGGRESSION), (TextSpan(*span(dream, "hit")),))]
                        if number % 2
                        else []
                    ),
                ],
            )
            for number, dream in enumerate(dreams)
        )
    return path


def span(dream: Dream, words: str) -> tuple[int, int]:
    start = dream.text.index(words)
    return start, start + len(words)


def cells(html: str) -> list[list[str]]:
    """The rows of a page's tables, as words."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_the_page_shows_what_the_library_finds(enter: Enter, many: Path) -> None:
    html = patiently(enter(many), "/profile").text
    with Library.open(many, read_only=True) as library:
        profile = library.profile("series:mine", norm="women")
    shown = {row[0]: row for row in cells(html) if len(row) == 6}
    for row in profile.rows:
        told = shown[row.label]
        assert p_in_words(row.p_adjusted) == told[5]
        assert f"of {row.sample.denominator:,}" in told[3]
        assert f"of {row.norm.total:,}" in told[4]
        if row.h == row.h:
            assert told[2].startswith(h_in_words(row.h))
    differing = sum(row.p_adjusted < 0.05 and not row.too_small for row in profile.rows)
    assert f"{differing} of {len(profile.rows)} indicators differ from the norm" in html
    for caveat in profile.caveats:
        assert caveat in unescape(html)


def test_numbers_can_be_taken_out(enter: Enter, many: Path) -> None:
    answer = enter(many).get("/profile/1/numbers.csv?norm=men")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    with Library.open(many, read_only=True) as library:
        expected = [row.figures() for row in library.profile("series:mine", norm="men").rows]
    # What begins with a minus is told apart for spreadsheets only where it is text.
    assert [row["indicator"] for row in rows] == [row["indicator"] for row in expected]
    # A figure that is not defined leaves its cell empty.
    assert [row["h"] for row in rows] == [str(row["h"]).replace("nan", "") for row in expected]


def test_where_nothing_tells_whose_norm_it_is_asked_and_remembered(client: TestClient) -> None:
    asked = client.get("/profile").text
    assert "does not know whose dreams these are" in asked
    assert "hprofile" not in asked
    assert "Twelve dreams are too few to go by" in patiently(client, "/profile?norm=men").text
    assert "beside the norm of <bdi>men" in patiently(client, "/profile").text


def test_a_known_sex_comes_before_what_was_remembered(enter: Enter, many: Path) -> None:
    client = enter(many)
    assert "the norm of <bdi>men" in patiently(client, "/profile?norm=men").text
    assert "the norm of <bdi>women" in patiently(client, "/profile").text


def test_a_norm_of_ones_own_is_chosen_without_its_name_in_an_address(enter: Enter, many: Path) -> None:
    with Library.open(many) as library:
        library.norms.make("before Rachel", source="invented")
    client = enter(many)
    html = patiently(client, "/profile").text
    assert "before Rachel" in html
    address = re.search(r'href="(/profile/1\?norm=[0-9a-f]{16})"', html)
    assert address
    assert "beside <bdi>before Rachel" in patiently(client, address[1]).text


def test_every_bar_leads_to_its_words(enter: Enter, many: Path) -> None:
    client = enter(many)
    html = patiently(client, "/profile").text
    links = re.findall(r'href="(/profile/1/[a-z-]+\?norm=women)"', html)
    assert len(links) == len(DEFINITIONS)
    behind = patiently(client, next(link for link in links if "victimization" in link)).text
    assert behind.count("<mark>hit</mark>") == 20
    assert "What counts (60 in 60 dreams)" not in behind  # nothing else is counted among
    assert "1 of 3" in behind
    last = patiently(client, "/profile/1/victimization-percent?page=3").text
    assert 'href="/dream/120"' in last
    assert "1MSA 7&gt; D" in last


def test_what_is_counted_among_is_shown_on_request(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "two.noctuary"
    with Library.open(path, create=True) as library:
        dream = Dream(id="1", text="A man and a woman sang.")
        library.add(dream)
        people = [("1MSA", "A man"), ("1FSA", "a woman")]
        library.store.save_readings(
            [
                Reading.of(
                    dream,
                    CODER,
                    [
                        Coding(parse(code, Scale.CHARACTERS), (TextSpan(*span(dream, words)),))
                        for code, words in people
                    ],
                )
            ]
        )
    client = enter(path)
    counted = patiently(client, "/profile/1/male-percent").text
    assert "<mark>A man</mark>" in counted
    assert "<mark>a woman</mark>" not in counted
    assert "<mark>a woman</mark>" in patiently(client, "/profile/1/male-percent?of=all").text


def test_codings_without_a_place_are_shown_without_words(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "paper.noctuary"
    with Library.open(path, create=True) as library:
        library.add(Dream(id="1", text="A man sang."))
        library.store.save_readings(
            [Reading(DreamKey("journal", "1"), CODER, (Coding(parse("1MSA", Scale.CHARACTERS)),))]
        )
    behind = patiently(enter(path), "/profile/1/male-percent").text
    assert "the coder gave no place" in behind
    assert "<mark>" not in behind


@pytest.mark.parametrize(
    "address",
    [
        "/profile/1?norm=martians",
        "/profile/99",
        "/profile/nonsense",
        "/profile/0123456789abcdef",
        "/profile/1/no-such-indicator",
        "/profile/1/male-percent?page=0",
        "/profile/1/male-percent?page=99999999999999999999",
        "/profile/1/numbers.csv?norm=",
    ],
)
def test_nonsense_is_refused_in_a_sentence(client: TestClient, address: str) -> None:
    answer = patiently(client, address)
    assert answer.status_code == 400
    assert "<h1>" in answer.text


def test_an_empty_library_says_what_is_missing(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "empty.noctuary"
    Library.open(path, create=True).close()
    client = enter(path)
    for study in ("profile", "calendar", "feelings", "network"):
        assert "There is no dream here yet." in client.get(f"/{study}").text


def test_dreams_that_nobody_read_say_so(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "unread.noctuary"
    with Library.open(path, create=True) as library:
        library.add(Dream(id="1", text="I slept."))
    assert "Nobody has read these dreams yet." in patiently(enter(path), "/profile?norm=women").text


def test_a_set_has_a_profile_too(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "set.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_series(Series("norms", kind=SeriesKind.SET, sex=Sex.MALE))
        library.add(Dream(id="1", text="I was glad.", series="norms", dreamer="A"))
        library.read_unread(open_reader("lexical"))
    assert "a set of many dreamers needs 100 to 125" in patiently(enter(path), "/profile").text


# A selection by search.


def test_a_search_is_looked_at_without_a_word_in_the_address(client: TestClient) -> None:
    for study in ("profile", "calendar", "feelings"):
        answer = client.post(f"/selection/{study}", data={"query": "mother OR father"})
        address = answer.headers["HX-Redirect"]
        assert re.fullmatch(rf"/{study}/[0-9a-f]{{16}}", address)
        html = patiently(client, address).text
        assert '<span class="private"><bdi>mother OR father</bdi></span>' in html


def test_an_empty_search_is_all_dreams(client: TestClient) -> None:
    assert client.post("/selection/profile", data={"query": "  "}).headers["HX-Redirect"] == "/profile/all"
    assert patiently(client, "/profile/all?norm=women").status_code == 200


def test_a_search_that_makes_no_sense_is_refused(client: TestClient) -> None:
    assert client.post("/selection/profile", data={"query": '"not closed'}).status_code == 400
    assert client.post("/selection/profile", data={"query": "a" * 3000}).status_code == 400
    assert client.post("/selection/elsewhere", data={"query": "a"}).status_code == 404


def test_nothing_is_kept_for_who_may_only_read(enter: Enter, library_path: Path) -> None:
    client = enter(library_path, read_only=True)
    assert client.post("/selection/profile", data={"query": "mother"}).status_code == 403
    assert "study-search" not in client.get("/profile").text


# The picture.


def test_bars_and_whiskers_lie_where_the_numbers_are(many: Path) -> None:
    with Library.open(many, read_only=True) as library:
        profile = library.profile("series:mine", norm="women")
    axis = axis_of(profile)
    bars = [bar for _, group in bars_of(profile, axis) for bar in group]
    assert [bar.row for bar in bars] == list(profile.rows)
    for bar in bars:
        if bar.row.h != bar.row.h:
            assert bar.width == 0
            assert bar.note
            continue
        assert bar.end == axis.at(bar.row.h)
        assert (bar.start, bar.start + bar.width) == pytest.approx(tuple(sorted((50, bar.end))))
        assert 0 <= bar.start <= bar.start + bar.width <= 100.001


def test_what_lies_beyond_the_axis_is_cut_off_and_marked(many: Path) -> None:
    with Library.open(many, read_only=True) as library:
        profile = library.profile("series:mine", norm="women")
    wide = max(
        (row for row in profile.rows if row.bootstrap_interval.high == row.bootstrap_interval.high),
        key=lambda row: row.bootstrap_interval.high,
    )
    whisker = bar_of(wide, Axis(0.01)).whisker
    assert whisker
    assert (whisker.high, whisker.goes_on_high) == (100, True)


def test_text_of_a_dream_stays_text(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "html.noctuary"
    with Library.open(path, create=True) as library:
        library.add(
            Dream(id="<i>", title="<script>", text="<script>alert(1)</script> I was afraid of <b>snow</b>.")
        )
        library.read_unread(open_reader("lexical"))
    html = patiently(enter(path), "/profile/1/apprehension-percent").text
    assert "<script>alert" not in html
    assert "<b>snow" not in html
    assert "<mark>afraid</mark>" in html


@pytest.mark.browser
def test_the_profile_is_reached_and_used_by_keyboard(served: Served, visit: Open) -> None:
    page = visit(served).go("/profile")
    page.get_by_role("link", name="women", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".htable")
    page.get_by_role("link", name="Apprehension Percent").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("mark")
    page.locator(".told h2 a").first.focus()
    assert "/dream/" in str(page.evaluate("document.activeElement.href"))


@pytest.mark.browser
def test_a_search_is_entered_on_the_page(served: Served, visit: Open) -> None:
    page = visit(served).go("/feelings")
    page.get_by_text("By a search").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Only dreams with").fill("mother")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/feelings/[0-9a-f]{16}$"))
    assert "mother" not in page.url
    assert page.locator("h1 .private").inner_text() == "mother"


@pytest.mark.browser
@pytest.mark.parametrize("light", ["dark", "light"])
def test_what_only_links_lead_to_is_open_to_everybody(served: Served, visit: Open, light: str) -> None:
    opened = visit(served, color_scheme=light)
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
    for address, there in (
        ("/profile?norm=women", ".htable"),
        ("/profile/1/apprehension-percent?norm=women", "mark"),
        ("/profile/all", ".htable"),
        ("/calendar/1/night/2026-01-03", ".night-list"),
        ("/feelings/1?by=50", ".panels"),
        ("/network?ties=friendly", ".sky[data-drawn]"),
    ):
        page = opened.go(address)
        page.wait_for_selector(there)
        assert not Axe().run(page, options=rules).response["violations"], address
