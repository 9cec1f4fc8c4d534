"""A dream's page."""

from __future__ import annotations

import html
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from noctuary.dream import TextSpan
from noctuary.library import Library
from noctuary.web.tome import runs
from strategies import TEXTS

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda at: TextSpan(at[0], at[0] + at[1]))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 5), SPANS), max_size=12), st.lists(SPANS, max_size=3))
def test_the_runs_are_the_text(text: str, marked: list[tuple[int, TextSpan]], waking: list[TextSpan]) -> None:
    cut = runs(len(text), marked, waking)
    assert "".join(run.span.cut(text) for run in cut) == text
    for run in cut:
        assert run.span.start < run.span.end
        for at in range(*run.span):
            assert set(run.places) == {place for place, (start, end) in marked if start <= at < end}
            assert run.waking == any(start <= at < end for start, end in waking)


def text_of(page: str) -> str:
    """The text content of the reading text, as a browser has it."""
    (inside,) = re.findall(r'<div id="text"[^>]*>(.*?)</div>', page, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", inside))


def test_the_page_holds_the_text_sign_for_sign(client: TestClient, library_path: Path) -> None:
    with Library.open(library_path) as library:
        for nr in range(1, 13):
            assert (
                text_of(client.get(f"/dream/{nr}?layers=characters,objects").text)
                == library.dream_at(nr).text
            )


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
