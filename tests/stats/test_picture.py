"""The picture of a profile: whole files, complete, and silent on the network."""

from __future__ import annotations

import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from noctuary.coding import Reading
from noctuary.errors import MissingExtraError, StatsError
from noctuary.stats.compare import Profile, profile
from noctuary.stats.norms import load_norms
from noctuary.stats.picture import render, save_picture
from noctuary.stats.sample import Sample


@pytest.fixture(scope="module")
def shown(coded: Callable[..., Reading]) -> Profile:
    acts = ["D 2> 1MKA, 1MKA 2> D, D 3> 1MKA", "D 2> 1MKA"]
    dreams = [
        coded(str(number), characters="1MKA, 1FSA"[: 4 + number % 2 * 6], aggression=acts[number % 2])
        for number in range(80)
    ]
    return profile(Sample.of(dreams, name="</script><b>mine"), load_norms("women"), resamples=50)


def test_png(shown: Profile, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    save_picture(shown, tmp_path / "profile.PNG")
    assert (tmp_path / "profile.PNG").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_svg_names_every_indicator_with_its_numbers(shown: Profile) -> None:
    pytest.importorskip("vl_convert")
    words = [text.strip() for text in ET.fromstring(render(shown, "svg")).itertext()]
    for row in shown.rows:
        assert row.label in words
    assert "67% (n 120)" in words
    assert "nothing to count" in words
    assert any("women: Hall & Van de Castle" in text for text in words)
    assert any("read by by hand 1" in text for text in words)


class _Page(HTMLParser):
    """Collects what a page would fetch, and the tags that it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.fetched += [values[name] or "" for name in ("src", "href", "data", "action") if name in values]
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"] or ""


def test_html_fetches_nothing_and_runs_nothing_of_a_name(shown: Profile) -> None:
    pytest.importorskip("vl_convert")
    page = _Page()
    page.feed(render(shown, "html").decode())
    assert page.fetched == []
    assert page.policy.startswith("default-src 'none';")
    assert page.tags.count("script") == 2
    assert "b" not in page.tags
    assert page.tags.count("li") == len(shown.caveats)


def test_an_unknown_ending_names_the_known_ones(shown: Profile, tmp_path: Path) -> None:
    with pytest.raises(StatsError, match="Use one of: png, svg, html"):
        save_picture(shown, tmp_path / "profile.gif")


def test_without_the_extra_it_says_how_to_get_it(shown: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match=r"noctuary\[research\]"):
        render(shown, "png")
