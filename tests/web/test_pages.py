"""What holds of every page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from noctuary.library import Library
from web.conftest import Enter, Open, Served, Visit, serving

#: Every page that a visitor can go to in the demo's library.
ADDRESSES: Final = (
    "/",
    "/dream/1",
    "/dream/11?layers=feelings,characters,interactions,settings,objects",
    "/search",
    "/bring-in",
    "/take-out",
    "/book",
    "/?as=list",
    "/help",
    "/network",
    "/profile",
    "/calendar",
    "/feelings",
    "/figures",
    "/places",
    "/motifs",
    "/write",
    "/write?new",
    "/no-such-page",
)
#: Lists of which the first entry has a page of its own.
LISTS: Final = ("/figures", "/motifs")
LIGHTS: Final = ("dark", "light")
_AA: Final = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


def arrived(opened: Visit, address: str) -> Page:
    """A page once all that it looks for is found."""
    page = opened.go(address)
    expect(page.locator(".pending")).to_have_count(0, timeout=30_000)
    page.wait_for_load_state("networkidle")
    return page


def all_addresses(opened: Visit) -> Iterator[str]:
    """Every page, with the first of each list."""
    for address in LISTS:
        link = arrived(opened, address).locator("main th a").first
        yield str(link.get_attribute("href"))
    yield from ADDRESSES


@pytest.mark.browser
@pytest.mark.parametrize("light", LIGHTS)
def test_pages_are_open_to_everybody(served: Served, visit: Open, light: str) -> None:
    opened = visit(served, color_scheme=light)
    faults = []
    for address in all_addresses(opened):
        page = arrived(opened, address)
        found = Axe().run(page, options=_AA).response["violations"]
        faults += [f"{address}: {each['id']} at {node['target']}" for each in found for node in each["nodes"]]
    opened.complaints[:] = [each for each in opened.complaints if "404" not in each]
    assert not faults


@pytest.mark.browser
def test_pages_fit_a_phone(served: Served, visit: Open) -> None:
    opened = visit(served, viewport={"width": 390, "height": 844})
    for address in list(all_addresses(opened))[:-1]:
        page = arrived(opened, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


@pytest.mark.browser
def test_keys_lead_from_anywhere(served: Served, visit: Open) -> None:
    page = visit(served).go("/")
    page.keyboard.press("?")
    page.wait_for_url("**/help")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url(served.root + "/")


@pytest.mark.browser
def test_looks_hold_from_page_to_page(served: Served, visit: Open) -> None:
    page = visit(served).go("/help")
    page.keyboard.press(".")
    page.get_by_label("Light").select_option("day")
    page.goto(served.root + "/")
    html = page.locator("html")
    assert html.get_attribute("data-discreet") == "yes"
    assert html.get_attribute("data-light") == "day"


def test_an_empty_library_has_every_page(enter: Enter, tmp_path: Path) -> None:
    path = tmp_path / "empty.noctuary"
    Library.open(path, create=True).close()
    visitor = enter(path)
    for address in ADDRESSES[:-1]:
        # Of a dream that is not there is no page.
        expected = 404 if address.startswith("/dream/") else 200
        assert visitor.get(address).status_code == expected, address
    assert visitor.get("/no-such-page").status_code == 404


@pytest.mark.browser
def test_the_command_serves_and_closes(library_path: Path, visit: Open) -> None:
    with serving(library_path, "--read-only") as served:
        page = visit(served).go("/")
        assert page.get_by_text("for reading only").is_visible()
    assert served.process.returncode == 0
