"""Correcting on a dream's page: the choices of the form, what the server takes, and going through it by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, Route, expect
from starlette.testclient import TestClient

import strategies
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, TextSpan
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.scheme import Code, Scale, parse
from noctuary.scheme.symbols import CLASSES
from noctuary.web.choices import chosen_of, composed, elsewhere, groups, parties_of, read_typed, usual
from noctuary.web.correcting import Correcting, called
from web.conftest import Enter, Open, Served, serving

TEXT = "🌙 A tall man I did not know chased me, and I was afraid. My mother laughed."
DREAM = Dream(id="1", series="mine", text=TEXT, title="Chased")
KEY = DREAM.key
MODEL = Reader("model", "1.0")


def at(words: str) -> TextSpan:
    start = TEXT.index(words)
    return TextSpan(start, start + len(words))


FOUND = (
    Coding(parse("1MSA", Scale.CHARACTERS), (at("A tall man"),), 0.63),
    Coding(parse("1FMA", Scale.CHARACTERS), (at("My mother"),), 0.9),
    Coding(parse("1MSA 6> D", Scale.AGGRESSION), (at("chased"),), 0.5),
    Coding(parse("AP D", Scale.EMOTIONS), (at("afraid"),), 0.8),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of one dream that a model has read; and one that nobody has."""
    path = tmp_path / "one.noctuary"
    with Library.open(path, create=True) as library:
        library.store.add_many([DREAM, Dream(id="2", series="mine", text="Nothing else.")])
        library.store.save_readings([Reading.of(DREAM, MODEL, FOUND)])
    return path


@pytest.fixture
def room(enter: Enter, path: Path) -> TestClient:
    return enter(path)


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library.open(path) as library:
        yield library


def codes(library: Library, scale: Scale) -> list[str]:
    return [str(each.code) for each in library.standing(KEY).on(scale)]


def correct(room: TestClient, **body: Any) -> Any:
    return room.post("/dream/1/correct", json=body).json()


# The choices.


@given(strategies.CODES)
def test_every_code_is_what_one_would_choose_for_it(code: Code) -> None:
    assert composed(code.scale, chosen_of(code)) == code


@given(
    st.sampled_from(Scale),
    st.dictionaries(
        st.sampled_from(
            ["kind", "number", "sex", "identity", "age", "class", "actor", "direction", "recipient"]
        ),
        st.lists(
            st.sampled_from(["", "1", "7", "M", "A", "AP", "ANI", "D", "Q", "1MKA", ">", "*", "x", "+"]),
            max_size=2,
        ),
    ),
)
def test_what_was_chosen_is_a_valid_code_or_refused(scale: Scale, chosen: dict[str, list[str]]) -> None:
    try:
        code = composed(scale, chosen)
    except InputError:
        return
    assert parse(str(code), scale) == code


@given(strategies.TEXTS, st.sampled_from(Scale))
def test_whatever_is_typed_is_a_valid_code_or_refused(typed: str, scale: Scale) -> None:
    try:
        code = read_typed(typed, scale)
    except InputError:
        code = None
    assert code is None or parse(str(code), scale) == code
    assert all(each.scale is not scale for each in elsewhere(typed, scale))


@pytest.mark.parametrize("scale", Scale)
def test_every_class_is_offered_and_explained(scale: Scale) -> None:
    offered = {choice.value: choice.words for group in groups(scale) for choice in group.choices}
    assert CLASSES[scale].items() <= offered.items()
    assert all(offered.values())
    names = {group.name for group in groups(scale)}
    assert set(usual(scale)) <= names


def test_a_class_alone_is_of_the_dreamer() -> None:
    assert str(read_typed(" ap", Scale.EMOTIONS)) == "AP D"
    assert [code.scale for code in elsewhere("1mka", Scale.SETTINGS)] == [Scale.CHARACTERS]
    assert [str(code) for code in elsewhere("AP", Scale.SETTINGS)] == ["AP D"]


def test_parties_are_the_people_of_the_dream() -> None:
    assert parties_of(each.code for each in FOUND) == ["1MSA", "1FMA"]


# Who says what.


def test_the_page_says_who_said_what(library: Library) -> None:
    mine = library.corrections(KEY)
    mine.change(0, parse("1MKA", Scale.CHARACTERS), evidence=[at("tall man")])
    mine.accept(3)
    mine.add(parse("HA 1FMA", Scale.EMOTIONS), [at("laughed")])
    told = Correcting.of(DREAM, library.store.readings(KEY), mine)
    assert [told.said(place).who for place in range(5)] == [
        "said by me; model 1.0 said",
        "read by model 1.0, 90% sure, carried over",
        "read by model 1.0, 50% sure",
        "confirmed by me",
        "added by me",
    ]
    changed = told.said(0)
    assert (changed.instead_code, changed.instead_of_words) == ("1MSA", "A tall man")
    assert told.readers == "Characters, emotions by me; the other scales by model 1.0."
    mine.remove(1)
    told = Correcting.of(DREAM, library.store.readings(KEY), mine)
    assert [(each.code, each.who, each.by) for each in told.gone] == [("1FMA", "model 1.0", "me")]


def test_without_corrections_it_is_as_it_was_read(room: TestClient, library: Library) -> None:
    before = library.standing(KEY).version
    correct(room, act="change", place=0, scale="characters", code="1MKA")
    corrected = room.get("/dream/1/body").text
    assert "1MKA" in corrected
    alone = room.get("/dream/1/body?corrections=without").text
    assert "1MKA" not in alone
    assert f'data-version="{before}"' in alone
    assert "data-correct=" not in alone


def test_a_person_is_called_by_name_and_a_program_by_its_version_too() -> None:
    assert called(Reader("Ana", "2", ReaderKind.PERSON)) == "Ana"
    assert called(MODEL) == "model 1.0"


# What the server takes.


def test_acts_are_done_and_taken_back(room: TestClient, library: Library) -> None:
    before = library.store.readings(KEY)
    seen = library.standing(KEY).version
    assert correct(room, act="accept", place=0, seen=seen) == {
        "act": "accepted 1MSA", "undone": False, "place": 0, "layer": "characters",
    }  # fmt: skip
    answers = [
        correct(room, act="accept scale", scale="settings"),
        correct(room, act="change", place=0, scale="characters", code="1mka", also_in=[2]),
        correct(room, act="words", place=3, spans=[list(at("I was afraid"))]),
        correct(room, act="add", scale="emotions", code="ha", spans=[list(at("laughed"))]),
        correct(room, act="remove", place=1),
        correct(room, act="accept all"),
    ]
    assert [each["act"] for each in answers] == [
        "accepted that there is nothing under settings",
        "changed 1MSA to 1MKA, also in 1 other code",
        "gave AP D other words",
        "added HA D",
        "removed 1FMA",
        "accepted every code, 4 in all",
    ]
    assert codes(library, Scale.AGGRESSION) == ["1MKA 6> D"]
    for _ in range(7):
        assert correct(room, act="undo")["undone"]
    assert library.store.readings(KEY) == before
    assert correct(room, act="undo")["act"] == ""


def test_what_another_window_changed_is_not_overwritten(room: TestClient, library: Library) -> None:
    seen = library.standing(KEY).version
    correct(room, act="remove", place=1, seen=seen)
    late = correct(room, act="remove", place=1, seen=seen)
    assert late["outdated"]
    assert "have changed since this page showed them" in late["refused"]
    assert codes(library, Scale.CHARACTERS) == ["1MSA"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff",
        b"[" * 5000,
        b'{"act": "conquer"}',
        b'{"act": "accept"}',
        b'{"act": "accept", "place": -1}',
        b'{"act": "accept", "place": 1e400}',
        b'{"act": "accept", "place": true}',
        b'{"act": "accept", "place": 99999999999999999999}',
        b'{"act": "accept scale", "scale": "dreams"}',
        b'{"act": "change", "place": 0, "scale": "characters", "code": "1XXX"}',
        b'{"act": "change", "place": 0, "scale": "characters", "code": "\\ud800"}',
        b'{"act": "change", "place": 0, "scale": "characters", "code": "1MKA", "also_in": [3]}',
        b'{"act": "change", "place": 0, "scale": "characters", "code": "1MKA", "also_in": "all"}',
        b'{"act": "add", "scale": "emotions", "code": "AP D"}',
        b'{"act": "add", "scale": "emotions", "code": "AP D", "spans": [[5, 2]]}',
        b'{"act": "add", "scale": "emotions", "code": "AP D", "spans": [[0, 5000]]}',
        b'{"act": "add", "scale": "emotions", "code": "AP D", "spans": [[0]]}',
        b'{"act": "add", "scale": "emotions", "code": "AP <script>", "spans": []}',
        b'{"act": "undo", "seen": 5}',
    ],
)
def test_nonsense_is_refused_kindly_and_changes_nothing(
    room: TestClient, library: Library, body: bytes
) -> None:
    before = library.store.readings(KEY)
    answer = room.post("/dream/1/correct", content=body)
    assert answer.status_code == 200, "nothing for a browser to complain of"
    assert answer.json()["refused"].endswith(".")
    assert library.store.readings(KEY) == before


@pytest.mark.parametrize(
    "address",
    ["/dream/1/code/99", "/dream/1/code/0?with=99", "/dream/1/code?place=x", "/dream/1/code?scale=x"],
)
def test_parts_of_what_is_not_there_are_refused(room: TestClient, address: str) -> None:
    assert room.get(address, headers={"HX-Request": "true"}).status_code == 400


def test_a_dream_that_is_not_there_cannot_be_corrected(room: TestClient) -> None:
    assert room.post("/dream/99/correct", json={"act": "undo"}).status_code == 404
    assert room.get("/dream/99/code").status_code == 404


def test_what_is_typed_is_explained_and_what_is_chosen_too(room: TestClient) -> None:
    def check(**body: Any) -> Any:
        return room.post("/correct/check", json=body).json()

    assert check(scale="characters", typed="1mka")["words"] == "one man known to the dreamer, adult"
    assert check(scale="emotions", typed="", chosen={"class": ["SD"], "actor": ["1FMA"]})["code"] == "SD 1FMA"
    assert (
        check(scale="emotions", typed="", chosen={"class": ["SD"]})["refused"]
        == "Still to choose: who feels it."
    )
    wrong = check(scale="characters", typed="ap d")
    assert "no valid code" in wrong["refused"]
    assert [(each["scale"], each["code"]) for each in wrong["elsewhere"]] == [("emotions", "AP D")]
    assert "refused" in check(scale="characters", typed="", chosen=[1])


def test_the_card_tells_what_a_code_is(room: TestClient) -> None:
    card = room.get("/dream/1/code/0?with=0,2").text
    assert "one man strange to the dreamer, adult" in card
    assert "read by model 1.0, 63% sure" in card
    assert "1MSA 6&gt; D" in card
    assert '<p class="card-words private" dir="auto">A tall man</p>' in card


def test_the_form_offers_the_people_of_the_dream(room: TestClient) -> None:
    form = room.get("/dream/1/code?place=2").text
    assert 'value="1FMA"' in form
    assert '<span class="told private" dir="auto">My mother</span>' in form
    assert 'value="D" checked' in form
    follow = room.get("/dream/1/code?place=0").text
    assert re.search(r'name="also" value="2" checked', follow)


def test_who_corrects_is_called_as_they_say(room: TestClient, library: Library) -> None:
    assert room.post("/correct/coder", json={"coder": " Ana  María "}).json() == {"coder": "Ana María"}
    correct(room, act="accept", place=0)
    assert library.standing(KEY).readers[Scale.CHARACTERS].name == "Ana María"
    assert "another one" in room.post("/correct/coder", json={"coder": "model"}).json()["refused"]
    assert 'value="Ana María"' in room.get("/dream/1/body").text


def test_a_read_only_room_offers_no_correcting(enter: Enter, path: Path) -> None:
    visitor = enter(path, read_only=True)
    page = visitor.get("/dream/1").text
    assert "data-correct=" not in page
    assert "correct.js" not in page
    assert visitor.post("/dream/1/correct", json={"act": "accept all"}).status_code == 403


# In a browser, by keyboard alone.


@pytest.fixture
def served(path: Path) -> Iterator[Served]:
    with serving(path) as served:
        yield served


@pytest.fixture
def page(served: Served, visit: Open) -> Page:
    page = visit(served).go("/dream/1?layers=characters,interactions,feelings")
    page.locator(".correct-card").wait_for(state="attached")
    return page


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_contain_text(words)


def shown(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".code-entry:not([hidden])", "all => all.map(each => each.dataset.code)"
    )
    return found


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('.code-entry')?.dataset.code ?? ''"))


@pytest.mark.browser
def test_a_dream_is_gone_through_by_keys_at_speed(page: Page, library: Library) -> None:
    assert shown(page) == ["1MSA", "1MSA 6> D", "AP D", "1FMA"]
    # Faster than the server answers.
    for key in "jajajx":
        page.keyboard.press(key)
    said(page, "Removed AP D. u takes it back.")
    assert shown(page) == ["1MSA", "1MSA 6> D", "1FMA"]
    readers = library.standing(KEY).readers
    assert {scale for scale, reader in readers.items() if reader.name == "me"} == {
        Scale.CHARACTERS,
        Scale.AGGRESSION,
        Scale.EMOTIONS,
    }
    for _ in range(3):
        page.keyboard.press("u")
    said(page, "Taken back: accepted 1MSA.")
    assert shown(page) == ["1MSA", "1MSA 6> D", "AP D", "1FMA"]
    assert focused(page) == "1MSA"
    assert [each.reader for each in library.store.readings(KEY)] == [MODEL]


@pytest.mark.browser
def test_a_code_is_changed_with_those_that_name_it(page: Page, library: Library) -> None:
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.get_by_label("Code, typed")).to_be_focused()
    page.keyboard.type("1mka")
    expect(page.locator("#code-means")).to_have_text("1MKA: one man known to the dreamer, adult")
    expect(page.get_by_role("radio", name="known to the dreamer K", exact=True)).to_be_checked()
    page.keyboard.press("Enter")
    said(page, "Changed 1MSA to 1MKA, also in 1 other code. u takes it back.")
    assert codes(library, Scale.AGGRESSION) == ["1MKA 6> D"]
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page) == "1MKA"
    expect(page.locator(".code-entry", has_text="model 1.0 said").first).to_contain_text("1MSA")


@pytest.mark.browser
def test_a_code_is_chosen_instead_of_typed(page: Page, library: Library) -> None:
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.get_by_role("radio", name="female").focus()
    page.keyboard.press("Space")
    expect(page.get_by_label("Code, typed")).to_have_value("1FSA")
    page.get_by_role("radio", name="animal").focus()
    page.keyboard.press("Space")
    expect(page.locator("#code-means")).to_have_text("1ANI: one animal")
    expect(page.get_by_role("group", name="Sex")).to_be_hidden()
    page.keyboard.press("Enter")
    said(page, "Changed 1MSA to 1ANI")
    assert codes(library, Scale.CHARACTERS) == ["1ANI", "1FMA"]


@pytest.mark.browser
def test_a_code_is_added_on_words_chosen_by_keys(page: Page, library: Library) -> None:
    page.keyboard.press("j")
    # From the words of the code on: the next one, and one more.
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("String(getSelection())") == "tall man"
    page.keyboard.press("n")
    expect(page.locator("[data-words-shown]")).to_have_text("tall man")
    page.get_by_label("to word").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-words-shown]")).to_have_text("tall man I")
    page.get_by_label("Code, typed").focus()
    page.keyboard.type("AN 1FMA")
    expect(page.get_by_role("button", name="emotions: anger")).to_be_visible()
    page.keyboard.press("Enter")
    said(page, "Added AN 1FMA. u takes it back.")
    added = next(each for each in library.standing(KEY).on(Scale.EMOTIONS))
    assert added.evidence[0].cut(TEXT) == "tall man I"
    assert focused(page) == "AN 1FMA"


@pytest.mark.browser
def test_a_late_answer_does_not_wipe_what_was_typed_since(page: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/correct/check", hold_the_first)
    with page.expect_request("**/correct/check"):
        page.keyboard.press("n")
    expect(page.get_by_label("Code, typed")).to_be_focused()
    # What is typed is asked about after a pause: the answer comes before that is over.
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))
    page.keyboard.type("1FMA")
    with page.expect_response("**/correct/check"):
        held[0].continue_()
    page.clock.resume()
    expect(page.locator("#code-means")).to_contain_text("one mother")
    expect(page.get_by_label("Code, typed")).to_have_value("1FMA")


@pytest.mark.browser
def test_a_code_is_given_the_words_that_are_selected(page: Page, library: Library) -> None:
    page.locator('.code-entry[data-code="AP D"] button').focus()
    for key in ("ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft", "e"):
        page.keyboard.press(key)
    said(page, "Gave AP D other words. u takes it back.")
    assert library.standing(KEY).codings[3].evidence == (at("I was afraid"),)
    page.keyboard.press("e")
    expect(page.get_by_label("from word")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page) == "AP D"


@pytest.mark.browser
def test_a_card_tells_of_a_code_and_follows(page: Page) -> None:
    page.locator("#text .mark").first.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_contain_text("one man strange to the dreamer, adult")
    expect(card.get_by_role("button", name="Accept a", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("confirmed by me")
    page.keyboard.press("j")
    expect(card).to_contain_text("chasing, capturing, confining or forcing")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}})
    assert not found.response["violations"]
    page.keyboard.press("c")
    expect(page.get_by_label("Code, typed")).to_be_focused()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa"]}})
    assert not found.response["violations"]
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


@pytest.mark.browser
def test_a_mouse_selects_and_clicks(page: Page, library: Library) -> None:
    page.locator("#text .mark", has_text="chased").click()
    expect(page.get_by_role("dialog")).to_contain_text("1MSA 6> D")
    page.get_by_role("button", name="Remove x").click()
    said(page, "Removed 1MSA 6> D.")
    page.locator("#text .mark", has_text="My mother").dblclick(position={"x": 40, "y": 8})
    page.locator(".near-words").get_by_role("button", name="Add a code").click()
    expect(page.locator("[data-words-shown]")).to_have_text("mother")
    page.get_by_label("Code, typed").fill("1FMA")
    page.get_by_role("button", name="Add it").click()
    said(page, "Added 1FMA.")
    assert codes(library, Scale.CHARACTERS) == ["1MSA", "1FMA", "1FMA"]


@pytest.mark.browser
def test_a_second_window_is_told_of_the_first(page: Page) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".correct-card").wait_for(state="attached")
    other.keyboard.press("j")
    other.keyboard.press("x")
    said(other, "Removed 1MSA")
    page.keyboard.press("j")
    page.keyboard.press("x")
    said(page, "have changed since this page showed them")
    assert shown(page) == ["1MSA 6> D", "AP D", "1FMA"]


@pytest.mark.browser
def test_all_is_accepted_and_the_reading_alone_is_shown(page: Page) -> None:
    page.get_by_role("button", name="Accept every code").focus()
    page.keyboard.press("Enter")
    said(page, "Accepted every code, 4 in all.")
    expect(page.get_by_role("button", name="Accept every code")).to_be_focused()
    page.get_by_role("button", name="without corrections").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="With corrections")).to_be_focused()
    expect(page.locator(".code-entry").first).to_contain_text("read by model 1.0, 63% sure")
    page.keyboard.press("a")
    said(page, "Show the corrections to go on.")
