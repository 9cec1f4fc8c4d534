"""A dream's page: asked directly, and looked at in a real Chromium."""

from __future__ import annotations

import html
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Lucidity, PartialDate, TextSpan
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.scheme import Scale, parse
from noctuary.web.respond import shown
from noctuary.web.tome import Layer, Tome, parse_layers, pieces, runs
from strategies import TEXTS
from web.conftest import Enter, Open, Served, serving

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda at: TextSpan(at[0], at[0] + at[1]))
MARKED = st.lists(st.tuples(st.integers(0, 5), SPANS), max_size=12)

#: What would break a page that took text for anything else.
NASTY = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> **Markdown** &amp; [x](javascript:alert(1))\r\n"
    "old\rline \0\x07\x1b[31m 👩\u200d🚀 I was happy. "
    "\u202eבית\u202c היה לי כלב"
)
ADA = Reader("Ada", kind=ReaderKind.PERSON)
PROGRAM = Reader("lexical", "2")


def add(path: Path, *dreams: Dream, readings: tuple[Reading, ...] = ()) -> list[int]:
    with Library.open(path, create=not path.exists()) as library:
        for dream in dreams:
            library.add(dream)
        library.store.save_readings(readings)
        return [library.store.nr_of(dream.key) for dream in dreams]


def coding(notation: str, scale: Scale, *spans: tuple[int, int], confidence: float | None = None) -> Coding:
    return Coding(parse(notation, scale), tuple(TextSpan(*span) for span in spans), confidence)


def text_of(page: str) -> str:
    """The text content of the reading text, as a browser has it."""
    (inside,) = re.findall(r'<div id="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", inside))


def found(client: TestClient, address: str) -> str:
    """What a part holds once nothing is looked for any more."""
    for _ in range(200):
        part = client.get(address).text
        if 'class="pending' not in part:
            return part
        time.sleep(0.05)
    raise AssertionError(address)


@given(TEXTS, MARKED, st.lists(SPANS, max_size=3))
def test_the_runs_are_the_text(text: str, marked: list[tuple[int, TextSpan]], waking: list[TextSpan]) -> None:
    cut = runs(len(text), marked, waking)
    assert "".join(run.span.cut(text) for run in cut) == text
    for run in cut:
        assert run.span.start < run.span.end
        for at in range(*run.span):
            assert set(run.places) == {place for place, (start, end) in marked if start <= at < end}
            assert run.waking == any(start <= at < end for start, end in waking)


@given(TEXTS, MARKED)
def test_a_page_holds_any_text_sign_for_sign(text: str, marked: list[tuple[int, TextSpan]]) -> None:
    written = "".join(words for _, words in pieces(text, runs(len(text), marked)))
    assert not re.search(r"[<>\0\r]", written)
    held = html.unescape(written)
    assert len(held) == len(text)
    assert held == re.sub(r"\r(?!\n)", "\n", shown(text))


def test_layers_are_named_in_the_address() -> None:
    assert parse_layers(None) is None
    assert parse_layers("") == frozenset()
    assert parse_layers("feelings,objects") == frozenset({Layer.FEELINGS, Layer.OBJECTS})
    with pytest.raises(InputError, match="marks that do not exist"):
        parse_layers("feelings,<b>")


def test_feelings_are_marked_first_and_characters_where_there_are_none() -> None:
    dream = Dream(id="1", text="I was glad. My sister came.")
    glad = coding("HA D", Scale.EMOTIONS, (6, 10))
    sister = coding("1FTA", Scale.CHARACTERS, (12, 21))
    both = Tome(dream, [Reading.of(dream, PROGRAM, [sister, glad])])
    assert [entry.label for entry in both.listed] == ["happiness"]
    calm = Tome(dream, [Reading.of(dream, PROGRAM, [sister])])
    assert [entry.label for entry in calm.listed] == ["my sister"]
    assert not Tome(dream, [Reading.of(dream, PROGRAM, [sister])], layers=[]).listed


def test_of_two_with_one_code_the_one_mentioned_last_is_meant() -> None:
    text = "A man sang. A man danced. He hit me."
    dream = Dream(id="1", text=text)
    codings = [
        coding("1MSA", Scale.CHARACTERS, (0, 5)),
        coding("1MSA", Scale.CHARACTERS, (12, 17), (26, 28)),
        coding("1MSA 7> D", Scale.AGGRESSION, (29, 32)),
    ]
    tome = Tome(dream, [Reading.of(dream, PROGRAM, codings)])
    (act,) = tome.deeds
    assert tome.member("1MSA", act.start) == 1
    assert act.label == "a man → the dreamer"
    assert act.parties == (TextSpan(26, 28),)


def test_the_page_holds_the_text_sign_for_sign(client: TestClient, library_path: Path) -> None:
    with Library.open(library_path) as library:
        for nr in range(1, 13):
            page = client.get(f"/dream/{nr}?layers=characters,objects").text
            assert text_of(page) == library.dream_at(nr).text


def test_marks_and_codes_name_the_places_of_the_reading_that_counts(client: TestClient) -> None:
    page = client.get("/dream/1").text
    assert re.search(r'data-codes="4"[^>]*>worried</span>', page)
    assert re.search(
        r'<li class="code-entry[^"]*" data-place="4" data-scale="emotions" data-code="AP D" data-spans="161-168"',
        page,
    )
    part = client.get("/dream/1/body").text
    assert 'id="text"' in part
    assert 'id="codes"' in part
    assert "<html" not in part


def test_what_is_marked_stands_in_the_address(client: TestClient) -> None:
    part = client.get("/dream/1/body?layers=&layers=objects&layers=feelings")
    assert part.headers["HX-Replace-Url"] == "/dream/1?layers=feelings,objects"
    assert "is-objects" in part.text
    assert 'class="mark' not in client.get("/dream/1?layers=").text
    refused = client.get("/dream/1?layers=everything")
    assert refused.status_code == 400
    assert "feelings, characters" in refused.text


def test_a_person_counts_before_a_program_scale_by_scale(enter: Enter, tmp_path: Path) -> None:
    dream = Dream(id="1", text="I was glad. My sister came.")
    program = Reading.of(
        dream,
        PROGRAM,
        [coding("1FTA", Scale.CHARACTERS, (12, 21), confidence=0.9), coding("SD D", Scale.EMOTIONS, (6, 10))],
    )
    person = Reading.of(dream, ADA, [coding("HA D", Scale.EMOTIONS, (6, 10))], scales=[Scale.EMOTIONS])
    path = tmp_path / "two.noctuary"
    (nr,) = add(path, dream, readings=(program, person))
    page = enter(path).get(f"/dream/{nr}").text
    assert 'data-code="HA D"' in page
    assert 'data-code="SD D"' not in page
    assert "Emotions by Ada; the other scales by lexical 2." in page
    assert "read by lexical 2, 90% sure" in page
    assert "said by Ada" in page


def test_the_head_says_what_is_known(enter: Enter, tmp_path: Path) -> None:
    dreams = [
        Dream(id="a", text="One.", date=PartialDate(1998, 5, 3)),
        Dream(
            id="b", text="Two words.", title="A title", date=PartialDate(1998, 6), lucidity=Lucidity.FULL,
            ratings={"fear": 2.0}, tags=("sea",), reflection="I was cold.",
        ),
        Dream(id="c", text="Three of them."),
    ]  # fmt: skip
    path = tmp_path / "head.noctuary"
    undated, first, last = add(path, dreams[2], dreams[0], dreams[1])
    visitor = enter(path)
    page = visitor.get(f"/dream/{last}").text
    for fact in ("A title", "June 1998", "lucid", "fear 2", "sea", "2 words", "I was cold.", "on waking"):
        assert fact in page
    assert f'rel="prev" href="/dream/{first}"' in page
    assert 'rel="next"' not in page
    assert "3 May 1998</h1>" in visitor.get(f"/dream/{first}").text
    assert "c</h1>" in visitor.get(f"/dream/{undated}").text


def test_tabs_are_plain_until_titles_are_wanted(client: TestClient) -> None:
    assert "<title>A dream – Noctuary</title>" in client.get("/dream/1").text
    client.cookies.set("noctuary_look", "tabs=titles")
    assert "<title>The night ferry – Noctuary</title>" in client.get("/dream/1").text


def test_an_unread_dream_is_read_when_it_is_looked_at(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "unread.noctuary"
    (nr,) = add(path, Dream(id="1", text="I was afraid of my brother."))
    page = enter(path, read_only=True).get(f"/dream/{nr}").text
    assert "Nobody has read this dream yet." in page
    assert text_of(page) == "I was afraid of my brother."
    visitor = enter(path)
    for _ in range(200):
        if "feels-AP" in (page := visitor.get(f"/dream/{nr}").text):
            break
        assert "Being read" in page
        time.sleep(0.05)
    assert "Read by" in page


def test_hostile_text_is_inert(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "nasty.noctuary"
    nasty = Dream(id="1", text=NASTY, title="<b>x</b>", tags=("<i>",), reflection=NASTY, ratings={"<u>": 1.0})
    span = (NASTY.index("happy"), NASTY.index("happy") + 5)
    reading = Reading.of(nasty, PROGRAM, [coding("HA D", Scale.EMOTIONS, span, (0, 9), (500, 600))])
    (nr,) = add(path, nasty, readings=(reading,))
    page = enter(path).get(f"/dream/{nr}").text
    assert not re.search(r"<script>|<img src=x|<b>|<i>|<u>", page)
    assert "\0" not in page
    assert text_of(page) == re.sub(r"\r(?!\n)", "\n", shown(NASTY))


@pytest.mark.parametrize("text", ["", "  \n", "Three small words.", "word " * 100_000])
def test_a_dream_of_any_length_has_a_page(enter: Enter, tmp_path: Path, text: str) -> None:
    dream = Dream(id="1", text=text, title="x" * 60)
    (nr,) = add(tmp_path / "x.noctuary", dream, readings=(Reading.of(dream, PROGRAM, []),))
    page = enter(tmp_path / "x.noctuary").get(f"/dream/{nr}")
    assert page.status_code == 200
    assert text_of(page.text) == text
    assert ("This dream has no words." in page.text) == (not text.strip())


def test_there_is_no_page_of_no_dream(client: TestClient) -> None:
    for part in ("", "/body", "/cover.svg", "/rhymes", "/figures", "/places"):
        assert client.get(f"/dream/99{part}").status_code == 404
        assert client.get(f"/dream/99999999999999999999{part}").status_code == 404


def test_a_cover_is_the_same_each_time_and_holds_no_word(client: TestClient) -> None:
    cover = client.get("/dream/1/cover.svg")
    assert cover.headers["content-type"] == "image/svg+xml"
    assert cover.text == client.get("/dream/1/cover.svg").text
    assert cover.text != client.get("/dream/2/cover.svg").text
    assert "ferry" not in cover.text
    assert len(cover.content) < 6000


def test_what_leads_on(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "leads.noctuary"
    numbers = add(
        path,
        Dream(id="1", text="My brother Ben carried a lantern through the lighthouse in London."),
        Dream(id="2", text="In London I lost a lantern, and Ben found it in the lighthouse."),
        Dream(id="3", text="Soup."),
    )
    visitor = enter(path)
    with Library.open(path) as library:
        library.read(library.dreams())
    rhymes = found(visitor, f"/dream/{numbers[0]}/rhymes")
    assert f'href="/dream/{numbers[1]}"' in rhymes
    assert "lantern" in rhymes
    assert re.search(
        r'href="/figures/1/[0-9a-f]{16}"><bdi>Ben</bdi></a> <span class="quiet">2 dreams',
        found(visitor, f"/dream/{numbers[0]}/figures"),
    )
    assert re.search(
        r'href="/places/1/[0-9a-f]{16}"><bdi>London</bdi>', found(visitor, f"/dream/{numbers[0]}/places")
    )
    assert "Nothing here rhymes with it yet." in found(visitor, f"/dream/{numbers[2]}/rhymes")
    assert "Nobody here is seen in another dream yet." in found(visitor, f"/dream/{numbers[2]}/figures")


# In the browser.


def lit_words(page: Page) -> list[str]:
    words: list[str] = page.evaluate(
        "[...(CSS.highlights.get('lit') ?? [])].map((range) => range.toString())"
    )
    return words


@pytest.mark.browser
def test_what_is_looked_at_lights_up_on_both_sides(served: Served, visit: Open) -> None:
    page = visit(served).go("/dream/1")
    page.locator(".mark", has_text="worried").hover()
    entry = page.locator('.code-entry[data-place="4"]')
    assert entry.get_by_text("held by the dreamer").is_visible()
    assert entry.get_by_text("95% sure").is_visible()
    assert page.locator(".rules .leader").count() == 1
    page.mouse.move(1, 1)
    expect(page.locator(".lit")).to_have_count(0)
    entry.get_by_role("button").focus()
    assert lit_words(page) == ["worried"]
    # Of a layer that is not marked, the words light up as well.
    page.locator(".people .echo", has_text="my father").focus()
    assert lit_words(page)[:2] == ["my father", "He"]
    assert page.locator('.code-entry[data-place="0"]').is_visible()
    page.locator(".arc-point").nth(1).focus()
    assert lit_words(page) == ["relieved"]
    assert page.locator('.code-entry[data-place="0"]').is_hidden()


@pytest.mark.browser
def test_layers_are_chosen_by_keyboard_and_stand_in_the_address(served: Served, visit: Open) -> None:
    page = visit(served).go("/dream/1")
    page.get_by_role("checkbox", name="characters").focus()
    page.keyboard.press("Space")
    page.wait_for_selector(".mark.is-characters")
    page.wait_for_url("**/dream/1?layers=feelings,characters")
    assert page.evaluate("document.activeElement.id") == "layer-characters"
    notes = page.locator(".code-entry:visible")
    heights = [notes.nth(each).bounding_box() for each in range(notes.count())]
    assert all(
        upper and lower and upper["y"] + upper["height"] <= lower["y"] for upper, lower in pairwise(heights)
    )
    page.reload()
    assert page.get_by_role("checkbox", name="characters").is_checked()
    page.keyboard.press("]")
    page.wait_for_url("**/dream/2")
    page.keyboard.press("[")
    page.wait_for_url("**/dream/1")


@pytest.mark.browser
def test_on_a_phone_the_rest_comes_up_from_below(served: Served, visit: Open) -> None:
    page = visit(served, viewport={"width": 390, "height": 844}, has_touch=True).go("/dream/1")
    assert page.get_by_text("I was on a small ferry").is_visible()
    assert not page.get_by_text("Who is in it").is_visible()
    page.get_by_role("button", name="Who").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("heading", name="Who is in it").is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "my father"
    page.keyboard.press("Escape")
    assert not page.get_by_role("heading", name="Who is in it").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Who"
    page.locator(".mark", has_text="worried").tap()
    assert page.get_by_text("held by the dreamer").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_the_painting_moves_until_it_is_to_be_still(served: Served, visit: Open) -> None:
    opened = visit(served)
    page = opened.go("/dream/1")
    still = "document.querySelector('.painting').dataset.moving"
    assert page.evaluate(still) == "true"
    pixels = "document.querySelector('.painting').toDataURL()"
    first = page.evaluate(pixels)
    while page.evaluate(pixels) == first:
        page.wait_for_timeout(100)
    page.get_by_label("Still").check()
    assert page.evaluate(still) == "false"
    assert visit(served, reduced_motion="reduce").go("/dream/1").evaluate(still) == "false"


@pytest.mark.browser
def test_a_browser_holds_hostile_text_sign_for_sign(tmp_path: Path, visit: Open) -> None:
    path = tmp_path / "nasty.noctuary"
    dream = Dream(id="1", text=NASTY)
    span = (NASTY.index("happy"), NASTY.index("happy") + 5)
    (nr,) = add(path, dream, readings=(Reading.of(dream, PROGRAM, [coding("HA D", Scale.EMOTIONS, span)]),))
    with serving(path, "--read-only") as served:
        page = visit(served).go(f"/dream/{nr}")
        held = page.evaluate("document.getElementById('text').textContent")
        assert held == re.sub(r"\r(?!\n)", "\n", shown(NASTY))
        page.locator(".mark").focus()
        assert lit_words(page) == ["happy"]
        page.goto("about:blank")
