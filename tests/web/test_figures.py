"""Who comes back, a page for each, and what can be said of who is who."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.library import Library
from noctuary.readers import open_reader
from noctuary.reading.acquaintances import related
from noctuary.web import pictures
from noctuary.web.addresses import of_figure
from noctuary.web.sayings import RELATIONS
from web.conftest import Enter, Open, serving

TOLD = (
    "My brother Ben rowed the boat. My mother sang. Ben hugged me.",
    "Benjamin was afraid of the sea.",
    "Sarah gave me a lamp. My mother hit Sarah. I was happy.",
    "Sarah counted the stairs with me. Ben hit me and I was angry.",
    "A man I did not know slept in the snow.",
    "Ben and my mother waited in the library. I hugged Ben.",
)


def night(number: int, text: str, *, series: str = "mine", dreamer: str | None = None) -> Dream:
    when = PartialDate.of(date(1985 + number, 3, 12))
    return Dream(id=str(number), text=text, series=series, date=when, dreamer=dreamer)


def written(path: Path, *dreams: Dream | Series, read: bool = True) -> Path:
    """A library of these dreams, read by the word lists."""
    with Library.open(path, create=True) as library:
        library.take_in(dreams)
        if read:
            library.read_unread(open_reader("lexical"))
    return path


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return written(tmp_path / "told.noctuary", *(night(nr, text) for nr, text in enumerate(TOLD)))


def found(visitor: TestClient, address: str) -> str:
    """A page once it is found."""
    for _ in range(200):
        answer = visitor.get(address)
        if 'class="pending' not in answer.text:
            assert answer.status_code == 200, answer.text
            return answer.text
        time.sleep(0.02)
    raise AssertionError("it is still looked for")


def address_of(visitor: TestClient, name: str, series: int = 1) -> str:
    """The address of a figure's page, as the list has it."""
    page = found(visitor, f"/figures/{series}?all")
    known = dict(
        re.findall(r'<a href="(/figures/\d+/[0-9a-f]{16})"[^>]*>.*?class="private name">(.*?)</bdi>', page)
    )
    return str(next(address for address, called in known.items() if called == name))


def say(visitor: TestClient, address: str, act: str, **fields: object) -> str:
    """Say something of a figure; return the page it leads to, or the form with what is wrong."""
    answer = visitor.post(f"{address}/say/{act}", data=fields)
    assert answer.status_code == 200, answer.text
    led = answer.headers.get("hx-redirect")
    return found(visitor, led) if led else answer.text


def text_of(page: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def rows_of(answer: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer)))


# The list.


def test_who_comes_back_stands_first(enter: Enter, told: Path) -> None:
    page = found(enter(told), "/figures")
    names = re.findall(r'class="private name">(.*?)</bdi>', page)
    assert names[:3] == ["Ben", "mother", "Sarah"]
    assert "3 figures come back in 6 dreams. 1 other is known by name and seen once." in text_of(page)


def test_the_numbers_are_there_as_a_table(enter: Enter, told: Path) -> None:
    rows = rows_of(enter(told).get("/figures/1/figures.csv").text)
    assert rows[0]["name"] == "Ben"
    assert (rows[0]["dreams"], rows[0]["friendly_acts"]) == ("3", "2")


def test_an_empty_library_says_so_kindly(enter: Enter, tmp_path: Path) -> None:
    page = found(enter(written(tmp_path / "empty.noctuary")), "/figures")
    assert "Nobody comes back yet." in page


def test_dreams_that_nobody_read_are_told_of(enter: Enter, tmp_path: Path) -> None:
    path = written(
        tmp_path / "unread.noctuary", *(night(nr, text) for nr, text in enumerate(TOLD)), read=False
    )
    page = found(enter(path), "/figures")
    assert "6 dreams have not been read yet" in text_of(page)
    assert "data-filter" not in page
    assert "They are one" not in page


def test_a_strange_series_or_number_is_refused(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    assert visitor.get("/figures/77").status_code == 400
    assert visitor.get("/figures/1?from=-1").status_code == 400
    assert visitor.get("/figures/1?from=x").status_code == 400


# A figure's page.


def test_a_page_tells_what_is_between_a_figure_and_the_dreamer(enter: Enter, told: Path) -> None:
    page = text_of(found(enter(told), address_of(enter(told), "Ben")))
    assert "in 3 of 6 dreams, 50%" in page
    for said in (
        "What it does to the dreamer",
        "friendly touch",
        "What the dreamer does to it",
        "attacking or trying",
    ):
        assert said in page, said
    assert "brother" in page


def test_acts_show_their_very_words_with_their_dreams(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    page = found(visitor, address_of(visitor, "Ben"))
    [hit] = re.findall(r'hx-get="(/figures/1/[0-9a-f]+/acts/0/aggression/7)"', page)
    words = found(visitor, hit)
    assert "<mark>hit</mark>" in words or "hit" in text_of(words)
    assert 'href="/dream/4"' in words


def test_company_leads_on(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    page = found(visitor, address_of(visitor, "Ben"))
    assert address_of(visitor, "mother") in page[page.index("With whom") :]


def test_numbers_of_a_figure_are_there_as_tables(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    address = address_of(visitor, "Ben")
    card = rows_of(visitor.get(f"{address}/figure.csv").text)
    assert {"section": "seen", "item": "dreams", "count": "3", "of": "6"}.items() <= card[1].items()
    assert len(rows_of(visitor.get(f"{address}/dreams.csv").text)) == 3


def test_a_figure_stands_where_other_pages_look_for_it(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    with Library.open(told) as library:
        assert of_figure(library, "mine", "ben") == address_of(visitor, "Ben")
        figure = library.cast("mine").figure("Ben")
    seen = figure.sightings[1]
    led = visitor.get(f"/figures/1/seen/{int(seen.dream.id) + 1}/{seen.place}", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, address_of(visitor, "Ben"))


def test_an_unknown_figure_is_missing_kindly(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    found(visitor, "/figures/1")
    for address in ("/figures/1/0123456789abcdef", "/figures/1/seen/1/999", "/figures/1/seen/999/0"):
        answer = visitor.get(address)
        assert answer.status_code == 404
        assert "no such figure" in answer.text


def test_the_tab_names_nobody_unless_it_may(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    address = address_of(visitor, "Ben")
    assert "<title>A figure – Noctuary</title>" in found(visitor, address)
    visitor.cookies.set("noctuary_look", "tabs=titles")
    assert "<title>Ben – Noctuary</title>" in found(visitor, address)


# What can be said.


def test_two_are_made_one_and_two_again(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    page = say(visitor, address_of(visitor, "Ben"), "merge", other="Benjamin", keep="this")
    assert "Ben and Benjamin were made one" in text_of(page)
    assert "in 4 of 6 dreams" in text_of(page)
    act, seen = (re.findall(rf'name="{name}" value="([\d/]+)"', page)[0] for name in ("act", "seen"))
    led = visitor.post("/figures/1/undo", data={"act": act, "seen": seen}).headers["hx-redirect"]
    back = text_of(found(visitor, led))
    assert "Taken back." in back
    assert "in 3 of 6 dreams" in back


def test_the_other_name_may_stay(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    page = say(visitor, address_of(visitor, "Ben"), "merge", other="Benjamin", keep="other")
    assert re.search(r'<h1 class="private"><bdi>Benjamin</bdi></h1>', page)
    assert "also Ben" in text_of(page)


def test_a_figure_is_renamed_named_further_confirmed_and_forgotten(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    page = say(visitor, address_of(visitor, "Ben"), "rename", name="Benedict")
    assert "<bdi>Benedict</bdi></h1>" in page
    page = say(visitor, address_of(visitor, "Benedict"), "alias", name="Benno")
    assert "Benno became a further name of Benedict" in text_of(page)
    page = say(visitor, address_of(visitor, "Benedict"), "confirm", relation="cousin", since="1985-03")
    assert "confirmed by you" in page
    assert "cousin" in text_of(page)
    page = say(visitor, address_of(visitor, "Benedict"), "forget")
    assert "as the dreams tell" in page
    assert "<bdi>Ben</bdi></h1>" in page


def test_somebody_is_another_in_some_dreams(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    address = address_of(visitor, "Sarah")
    form = visitor.get(f"{address}/say/split").text
    assert re.findall(r'name="dream" value="(\d+)"', form) == ["3", "4"]
    page = say(visitor, address, "split", dream=["4"], into="Sarah (work)")
    assert "became Sarah (work) in 3" in text_of(page)
    assert "in 1 of 6 dreams" in text_of(page)
    assert "in 1 of 6 dreams" in text_of(found(visitor, address_of(visitor, "Sarah (work)")))


def test_two_who_are_two_are_not_proposed_again(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    page = found(visitor, "/figures/1")
    [two] = re.findall(r'hx-post="(/figures/1/alike/[0-9a-f/]+/two)"', page)
    assert "Ben and Benjamin were told apart" in text_of(visitor.post(two).text).replace(
        "Benjamin and Ben", "Ben and Benjamin"
    )
    assert "May be one" not in found(visitor, "/figures/1")


def test_a_pair_is_made_one_from_the_list_and_taken_back_there(enter: Enter, told: Path) -> None:
    visitor = enter(told)
    [one] = re.findall(r'hx-post="(/figures/1/alike/[0-9a-f/]+/one)"', found(visitor, "/figures/1"))
    answer = visitor.post(one).text
    assert "Ben and Benjamin were made one" in text_of(answer)
    [act] = re.findall(r'name="act" value="(\d+)"', answer)
    visitor.post(f"{address_of(visitor, 'Ben')}/say/alias", data={"name": "Benny"})
    late = visitor.post("/figures/1/undo", data={"act": act, "line": "yes"}).text
    assert "Something else was said since" in late
    assert "Benny became a further name of Ben" in text_of(found(visitor, "/figures/1"))


@pytest.mark.parametrize(
    ("act", "fields", "told_of"),
    [
        ("rename", {"name": "mother"}, "somebody else as"),
        ("rename", {"name": "—"}, "A name has letters."),
        ("rename", {"name": "x" * 201}, "201 signs"),
        ("alias", {}, "A name has letters."),
        ("merge", {"other": "Bertha"}, "shows"),
        ("merge", {"other": "Ben"}, "one already"),
        ("confirm", {"relation": "harbour"}, "harbour"),
        ("confirm", {"since": "one day"}, "cannot be read"),
        ("confirm", {"sex": "x"}, "no sex"),
        ("split", {"into": "Ben (work)"}, "No dream is chosen."),
        ("split", {"dream": "1"}, "not said who"),
        ("split", {"dream": "3", "nobody": "yes"}, "is not seen in"),
        ("apart", {"other": "Ben"}, "taken for one"),
    ],
)
def test_what_cannot_be_said_is_told_in_the_form(
    enter: Enter, told: Path, act: str, fields: dict[str, str], told_of: str
) -> None:
    visitor = enter(told)
    form = say(visitor, address_of(visitor, "Ben"), act, **fields)
    assert 'role="alert"' in form
    assert told_of in text_of(form)
    assert "`noctuary" not in form
    assert found(visitor, "/figures/1").count("Said last") == 0


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("undo", b"act=%ff"),
        ("undo", b"act=-1"),
        ("undo", b"\xff\xfe"),
        ("undo", b"act=" + b"9" * 40),
        ("alike/0/1/three", b""),
    ],
)
def test_nonsense_is_refused(enter: Enter, told: Path, address: str, body: bytes) -> None:
    visitor = enter(told)
    found(visitor, "/figures/1")
    assert visitor.post(f"/figures/1/{address}", content=body).status_code == 400


def test_nothing_is_offered_or_taken_for_reading_only(enter: Enter, told: Path) -> None:
    visitor = enter(told, read_only=True)
    assert "They are one" not in found(visitor, "/figures/1")
    address = address_of(visitor, "Ben")
    assert "/say/" not in found(visitor, address)
    assert visitor.post(f"{address}/say/alias", data={"name": "Benny"}).status_code == 403


def test_of_a_set_nothing_can_be_said(enter: Enter, tmp_path: Path) -> None:
    dreams = [night(nr, "Ben rowed. Ben sang.", series="many", dreamer=str(nr // 2)) for nr in range(4)]
    visitor = enter(written(tmp_path / "set.noctuary", Series("many", kind=SeriesKind.SET), *dreams))
    page = found(visitor, "/figures/1")
    assert "They are one" not in page
    address = address_of(visitor, "Ben")
    assert "set of many dreamers" in found(visitor, address)
    assert visitor.get(f"{address}/say/merge").status_code == 400


HOSTILE = (
    "<script>alert(1)</script>",
    "x" * 60,
    "שרה <b>",
    "{{ 7 * 7 }}",
    "a&quot;b",
    "Zed\N{RIGHT-TO-LEFT OVERRIDE}lo",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_stands_inert(enter: Enter, told: Path, name: str) -> None:
    visitor = enter(told)
    page = say(visitor, address_of(visitor, "Ben"), "rename", name=name)
    assert "<script>alert" not in page
    assert "<b>" not in page
    for address in ("/figures/1?all", "/figures/1"):
        listed = found(visitor, address)
        assert "<script>alert" not in listed
        assert "49" not in re.findall(r"class=\"private name\">(.*?)</bdi>", listed)
    form = visitor.get(f"{address_of(visitor, 'mother')}/say/merge").text
    assert "<script>alert" not in form


def test_every_relation_that_is_offered_is_understood() -> None:
    assert all(related(each) for each in RELATIONS)


# Pictures.


@given(st.lists(st.integers(0, 99), max_size=30), st.integers(1, 40))
def test_presence_counts_every_place_once(places: list[int], stretches: int) -> None:
    assert sum(pictures.presence(places, 100, stretches=stretches)) == len(places)


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_small_bars_stay_within_their_picture(counts: list[int]) -> None:
    heights = [float(each) for each in re.findall(r"v-([\d.e+]+)h", pictures.spark(counts))]
    assert len(heights) == sum(map(bool, counts))
    assert all(1 <= each <= pictures.SPARK_HEIGHT for each in heights)


# In a browser: every act by the keyboard alone.


def by_keys(page: Page, *names: str) -> None:
    """Reach something by Tab alone and press Enter on it."""
    for name in names:
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
                break
        else:
            raise AssertionError(f"{name} is not reached")
        page.keyboard.press("Enter")


@pytest.mark.browser
def test_everything_is_said_by_keyboard_alone(told: Path, visit: Open) -> None:
    with serving(told) as served:
        page = visit(served).go("/figures")
        page.locator("#figures").wait_for()
        # Filter, and go to the first who is left.
        page.keyboard.press("/")
        page.keyboard.type("sar")
        expect(page.locator("#figures tbody tr:visible")).to_have_count(1)
        page.keyboard.press("Enter")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Sarah")
        # Rename, and undo.
        by_keys(page, "Rename")
        expect(page.get_by_label("New name")).to_be_focused()
        page.keyboard.type("Sally")
        page.keyboard.press("Enter")
        expect(heading).to_have_text("Sally")
        expect(page.locator(".said-last")).to_contain_text("Sarah was renamed Sally")
        by_keys(page, "Undo")
        expect(heading).to_have_text("Sarah")
        expect(page.locator(".said-last")).to_contain_text("Taken back.")
        # A further name; a form is left by Escape, back to where it was opened.
        by_keys(page, "Another name")
        expect(page.get_by_label("Further name")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".act-buttons button", has_text="Another name")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Further name")).to_be_focused()
        page.keyboard.type("Sal")
        page.keyboard.press("Enter")
        expect(page.locator(".figure-head")).to_contain_text("also Sal")
        # Another in one of the dreams.
        by_keys(page, "Another in some dreams")
        expect(page.get_by_label("Who it is there")).to_be_focused()
        page.keyboard.type("Sarah (work)")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab") if not page.evaluate("document.activeElement.name === 'dream'") else None
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.locator(".said-last")).to_contain_text("became Sarah (work)")
        # The same as somebody else.
        by_keys(page, "The same as")
        expect(page.get_by_label("Who is the same")).to_be_focused()
        page.keyboard.type("Sarah (work)")
        page.keyboard.press("Enter")
        expect(page.locator(".said-last")).to_contain_text("were made one")


@pytest.mark.browser
def test_pairs_are_answered_and_words_opened_in_place_by_keyboard(told: Path, visit: Open) -> None:
    with serving(told) as served:
        page = visit(served).go("/figures")
        page.locator(".likeness").wait_for()
        by_keys(page, "They are one")
        answered = page.locator(".answered")
        expect(answered).to_contain_text("were made one")
        expect(answered.get_by_role("button", name="Undo")).to_be_focused()
        page.keyboard.press("Enter")
        expect(answered).to_contain_text("Taken back.")
        page.locator("#figures").get_by_role("link", name="Ben", exact=True).click()
        by_keys(page, "○ friendly touch")
        expect(page.locator(".acts q mark").first).to_be_visible()
