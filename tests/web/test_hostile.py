"""Whatever a dream holds, it stands on every page inert and readable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from noctuary.dream import Dream, Night, PartialDate
from noctuary.library import Library
from noctuary.readers import open_reader
from noctuary.web.respond import shown
from web.conftest import Open, Served, serving
from web.test_pages import ADDRESSES

LONG_NAME: Final = "Wilhelmina-Theophania of the Ninety-Nine Lanterns of Rostock"
MARKUP: Final = '<img src=x onerror="window.harmed=1"><script>window.harmed=1</script></textarea></title><svg onload="window.harmed=1">'
#: What stands in a dream, by its id; each is text, title, tag and reflection at once.
TEXTS: Final = {
    "html": f"I saw {MARKUP} on the wall, and <b>bold</b> &amp; &lt;entities&gt;.",
    "script": "javascript:window.harmed=1 {{ 7 * 7 }} ${7*7} <%= 7*7 %> ']); window.harmed=1; //",
    "markdown": "# No heading\n\n[a link](javascript:window.harmed=1) ![](x) **stars** `code` | a | table |",
    "controls": "A bell \a, a NUL \0, an escape \x1b[31mred\x1b[0m, a null \x7f, \x85 and \u2028 lines.",
    "emoji": "A boat \U0001f6f6, a family \U0001f469\u200d\U0001f467, a flag \U0001f1e9\U0001f1ea, e\u0301 and \U0001d552.",
    "right-to-left": "\u202egnorw si gnihtyreve\u202c \u05d7\u05dc\u05de\u05ea\u05d9 \u05e9\u05d0\u05e0\u05d9 \u05e2\u05e3 \u0623\u062d\u0644\u0627\u0645",
    "formula": '=HYPERLINK("http://dreams.example") @SUM(1) +1 -1',
    "short": "Stairs, upside down.",
    "unbroken": "o" * 3000,
    "name": f"{LONG_NAME} opened the door. {LONG_NAME} was glad, and I was afraid of {LONG_NAME}.",
}
WORDS: Final = 100_000


@pytest.fixture(scope="session")
def hostile_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of dreams that would do harm, all but the longest read; copy it before writing."""
    path = tmp_path_factory.mktemp("hostile") / "hostile.noctuary"
    with Library.open(path, create=True) as library:
        for day, (id_, text) in enumerate(TEXTS.items(), start=1):
            head = text.replace("\n", " ")[:60]
            dream = Dream(
                id=id_,
                text=text,
                series=MARKUP if id_ == "html" else LONG_NAME,
                date=None if id_ == "short" else PartialDate(2020, 1 + day // 20, day % 28 + 1),
                title=LONG_NAME if id_ == "name" else head,
                tags=(head, MARKUP),
                ratings={MARKUP: 3.0},
                reflection=text[:400],
                dreamer=MARKUP,
            )
            library.add(dream)
        library.add(Dream(id="endless", text="I walked on along the wall. " * (WORDS // 6), series=LONG_NAME))
        library.store.add_night(Night(LONG_NAME, PartialDate(2020, 5, 5), note=MARKUP))
        library.read_unread(open_reader("model"), "-id:endless")
    return path


@pytest.fixture(scope="module")
def hostile(hostile_library: Path) -> Iterator[Served]:
    """The library, served for reading: nothing here is to change it."""
    with serving(hostile_library, "--read-only") as room:
        yield room


def is_harmed(page: Page) -> bool:
    return bool(
        page.evaluate(
            "window.harmed !== undefined || document.querySelector('img[src=\"x\"], main script') !== null"
        )
    )


@pytest.mark.browser
def test_no_page_is_harmed_by_what_dreams_hold(hostile: Served, visit: Open, hostile_library: Path) -> None:
    opened = visit(hostile)
    with Library.open(hostile_library, read_only=True) as library:
        dreams = [f"/dream/{library.store.nr_of(dream.key)}" for dream in library.dreams()]
    faults = []
    readable = [each for each in ADDRESSES if each != "/no-such-page" and not each.startswith("/write")]
    for address in [*readable, *dreams]:
        opened.page.goto(opened.root + address, wait_until="load")
        opened.page.wait_for_timeout(150)
        if is_harmed(opened.page):
            faults.append(address)
    assert not faults


@pytest.mark.browser
def test_a_dream_is_found_and_stands_there_as_it_was_written(hostile: Served, visit: Open) -> None:
    page = visit(hostile, viewport={"width": 390, "height": 844}).go("/search")
    for id_, text in TEXTS.items():
        page.locator("[data-search]").fill(f"id:{id_}")
        expect(page.locator(f'.search-answer[data-query="id:{id_}"] .search-count h2')).to_have_text(
            "1 dream"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, id_
        sentence = _plain(page.locator(".search-found .search-sentence").first.text_content() or "")
        assert sentence, id_
        assert sentence in _plain(shown(text)), id_
        assert not is_harmed(page), id_


@pytest.mark.browser
def test_a_book_holds_every_word(hostile: Served, visit: Open) -> None:
    page = visit(hostile).go("/book?volume=1")
    told = _plain(page.locator(".book").text_content() or "")
    for text in TEXTS.values():
        assert _plain(shown(text)) in told
    assert told.count("I walked on along the wall.") == WORDS // 6
    assert not is_harmed(page)


@pytest.mark.browser
def test_what_is_searched_for_is_as_inert(hostile: Served, visit: Open) -> None:
    page = visit(hostile).go("/search")
    for query in (
        MARKUP,
        f'"{MARKUP.replace(chr(34), "")}"',
        f'tag:"{MARKUP.replace(chr(34), chr(34) * 2)}"',
        "\u202egnorw",
        "{{7*7}}",
    ):
        page.locator("[data-search]").fill(query)
        page.wait_for_timeout(250)
        assert not is_harmed(page)
        assert page.locator("[data-search]").input_value() == query


def _plain(text: str) -> str:
    """Return a text as a page shows its blanks."""
    return re.sub(r"\s+", " ", text).strip()
