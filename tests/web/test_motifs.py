"""Typical themes, motifs that were named, words that stand out, and a page for each."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from starlette.testclient import TestClient

from noctuary.dream import Dream, DreamKey, PartialDate
from noctuary.library import Library
from web.conftest import Enter, Open, serving
from web.test_figures import found, rows_of, text_of, written

NIGHTS = 12


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A dozen dreams with a lighthouse; two fall, of one a person who is dead comes."""
    texts = [f"Ben lit the lighthouse, and {nr} lamps sang." for nr in range(NIGHTS)]
    texts[0] += " I fell off the roof."
    texts[1] += " I fell and fell."
    texts[2] += " My dead grandmother was alive and talked to me."
    dreams = (
        Dream(id=str(nr), text=text, series="mine", date=PartialDate.of(date(1990 + nr, 1, 2)))
        for nr, text in enumerate(texts)
    )
    path = written(tmp_path / "motifs.noctuary", *dreams)
    with Library.open(path) as library:
        library.say_rhyme(DreamKey("mine", "0"), DreamKey("mine", "1"), motif="<b>lamps</b>")
    return path


@pytest.fixture
def visitor(enter: Enter, told: Path) -> TestClient:
    return enter(told)


def address_of(visitor: TestClient, name: str) -> str:
    page = found(visitor, "/motifs")
    links = re.findall(r'href="(/motifs/[0-9a-f]{16}\?series=\d+)"[^>]*>(?:<bdi>)?(.*?)<', page)
    return str(next(address for address, called in links if called == name))


def test_three_sections_tell_what_recurs(visitor: TestClient) -> None:
    page = text_of(found(visitor, "/motifs"))
    assert "falling" in page
    assert "lighthouse" in page
    assert "&lt;b&gt;lamps&lt;/b&gt; 2 dreams" in page
    assert "Typical themes" in page
    assert "Words that stand out" in page


def test_a_theme_has_a_page(visitor: TestClient) -> None:
    page = found(visitor, address_of(visitor, "falling"))
    assert "in 2 of 12 dreams, 17%" in text_of(page)
    assert "<mark>" in page
    assert 'href="/dream/1"' in page


def test_a_word_has_a_page(visitor: TestClient) -> None:
    page = found(visitor, address_of(visitor, "lighthouse"))
    assert "in 12 of 12 dreams" in text_of(page)
    assert "<mark>lighthouse</mark>" in page
    assert "Holds it?" not in page


def test_what_was_named_has_a_page_whatever_its_name(visitor: TestClient) -> None:
    page = found(visitor, address_of(visitor, "&lt;b&gt;lamps&lt;/b&gt;"))
    assert "<b>lamps" not in page
    assert "a motif that you named" in page
    assert "You say yes." in page


def test_who_is_there_comes_after(visitor: TestClient) -> None:
    address = address_of(visitor, "falling")
    token, series = address.split("?")
    part = found(visitor, f"{token}/company?{series}")
    assert "Ben" in part
    assert "/figures/1/" in part


def test_it_is_said_whether_a_dream_holds_it_and_taken_back(visitor: TestClient) -> None:
    address = address_of(visitor, "falling")
    say = f"{address.split('?')[0]}/say"
    answer = visitor.post(say, data={"dream": "1", "holds": "no"}).text
    assert "You say no." in answer
    assert '"holds": "forget"' in answer
    assert "in 1 of 12 dreams" in text_of(found(visitor, address))
    answer = visitor.post(say, data={"dream": "1", "holds": "forget"}).text
    assert "Holds it?" in answer
    assert "in 2 of 12 dreams" in text_of(found(visitor, address))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"dream": "1", "holds": "perhaps"}, 400),
        ({"dream": "x", "holds": "yes"}, 400),
        ({"dream": "999", "holds": "yes"}, 404),
        ({}, 400),
    ],
)
def test_nonsense_is_refused(visitor: TestClient, body: dict[str, str], status: int) -> None:
    address = address_of(visitor, "falling").split("?")[0]
    assert visitor.post(f"{address}/say", data=body).status_code == status


def test_a_series_is_chosen_or_all(visitor: TestClient) -> None:
    assert "falling" in found(visitor, "/motifs?series=all")
    assert visitor.get("/motifs?series=77").status_code == 400
    assert visitor.get("/motifs?series=x").status_code == 400


def test_the_numbers_are_there_as_tables(visitor: TestClient) -> None:
    assert len(rows_of(visitor.get("/motifs/themes.csv").text)) == 55
    assert "lighthouse" in {row["motif"] for row in rows_of(visitor.get("/motifs/words.csv").text)}
    address = address_of(visitor, "falling").replace("?", "/motif.csv?")
    assert rows_of(visitor.get(address).text)


def test_an_unknown_motif_is_missing_kindly(visitor: TestClient) -> None:
    found(visitor, "/motifs?series=all")
    answer = visitor.get("/motifs/0123456789abcdef")
    assert answer.status_code == 404
    assert "no such motif" in answer.text


def test_an_empty_library_says_so_kindly(enter: Enter, tmp_path: Path) -> None:
    assert "Nothing recurs yet." in found(enter(written(tmp_path / "none.noctuary")), "/motifs")


@pytest.mark.browser
def test_a_dream_is_answered_in_place_by_keyboard(told: Path, visit: Open) -> None:
    with serving(told) as served:
        page = visit(served).go("/motifs")
        page.get_by_role("link", name="falling", exact=True).click()
        page.locator(".company a").first.wait_for()
        group = page.get_by_role("group", name="Does this dream hold it?").first
        group.get_by_role("button", name="No, it does not").focus()
        page.keyboard.press("Enter")
        expect(group).to_contain_text("You say no.")
        expect(group.get_by_role("button", name="Undo")).to_be_focused()
        page.keyboard.press("Enter")
        expect(group).to_contain_text("Holds it?")
