"""What a page elsewhere on the web can try, tried in a real browser that has come into the room."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

import pytest
from playwright.sync_api import Browser, BrowserType, Page

from noctuary.library import Library
from web.conftest import Served, launched

#: A name of the attacker's own that points at this machine.
REBOUND = "rebound.example"
TITLE = "The Archive of Dust"

# Whatever a page can send, and what it gets to see of the answers.
_TRIALS = """
async ([root, write]) => {
  const seen = [];
  const tell = async (name, promise) => {
    try { seen.push([name, await promise]); } catch (error) { seen.push([name, null]); }
  };
  const text = async (answer) => `${answer.type} ${await (await answer).text()}`;
  for (const mode of ["cors", "no-cors"]) {
    for (const credentials of ["include", "omit"]) {
      for (const address of ["/", "/dream/1", "/search", "/stacks/tomes", "/take-out", "/lock/watch"]) {
        await tell(`${mode} ${credentials} ${address}`, fetch(root + address, { mode, credentials }).then(text));
      }
      for (const headers of [{}, { "Content-Type": "text/plain" }, { "X-Noctuary-Token": "guessed" }, { "HX-Request": "true" }]) {
        const body = JSON.stringify({ text: "I was written by a stranger.", details: {}, base: 0, version: 1, writer: "0".repeat(32) });
        for (const method of ["POST", "PUT", "DELETE"]) {
          await tell(`${mode} ${credentials} ${method}`, fetch(root + write, { method, mode, credentials, headers, body }).then(text));
        }
      }
    }
  }
  const load = (kind, source) => new Promise((resolve) => {
    const element = document.createElement(kind);
    element.onload = () => resolve("loaded");
    element.onerror = () => resolve(null);
    setTimeout(() => resolve(null), 2000);
    element.src = source;
    document.body.append(element);
  });
  await tell("cover", load("img", `${root}/dream/1/cover.svg`));
  await tell("script", load("script", `${root}/dream/1`));
  const frame = document.createElement("iframe");
  frame.src = `${root}/dream/1`;
  document.body.append(frame);
  await new Promise((resolve) => { frame.onload = resolve; setTimeout(resolve, 2000); });
  await tell("frame", (async () => frame.contentDocument?.body?.innerText ?? null)());
  const form = document.createElement("form");
  form.method = "post";
  form.action = root + "/night";
  form.target = "other";
  document.body.append(form);
  form.submit();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return seen;
}
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[int]:
    """The port of a site with one empty page."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Free dream meanings</title><body></body>")
    command = [
        sys.executable,
        "-u",
        "-m",
        "http.server",
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
        "0",
    ]
    with Popen(command, stdout=PIPE, stderr=DEVNULL, text=True) as process:
        assert process.stdout
        told = re.search(r"port (\d+)", process.stdout.readline())
        assert told
        yield int(told[1])
        process.kill()


@pytest.fixture(scope="module")
def victim(chromium_type: BrowserType) -> Iterator[Browser]:
    """A Chromium in which the attacker's name leads to this machine."""
    with launched(chromium_type, f"MAP {REBOUND} 127.0.0.1") as browser:
        yield browser


@pytest.fixture
def page(victim: Browser, served: Served) -> Iterator[Page]:
    """A page of a browser that has come into the room."""
    context = victim.new_context()
    page = context.new_page()
    page.goto(served.link)
    yield page
    context.close()


def state(path: Path) -> object:
    with Library.open(path, read_only=True) as library:
        return library.stamp(), list(library.store.rows("SELECT count(*) FROM draft"))


@pytest.mark.browser
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", REBOUND])
def test_a_page_of_another_site_reads_and_writes_nothing(
    page: Page, served: Served, library_path: Path, elsewhere: int, name: str
) -> None:
    before = state(library_path)
    page.goto(f"http://{name}:{elsewhere}/")
    seen = page.evaluate(_TRIALS, [served.root, f"/write/draft/{'0' * 32}"])
    assert len(seen) > 70
    # What comes back is opaque, and empty: nothing of a dream, nor whether there is one.
    readable = [(what, answer) for what, answer in seen if answer not in (None, "opaque ", "")]
    assert readable == []
    assert TITLE not in json.dumps(seen)
    assert state(library_path) == before


@pytest.mark.browser
def test_a_name_that_is_pointed_at_this_machine_opens_nothing(
    page: Page, served: Served, library_path: Path
) -> None:
    before = state(library_path)
    port = served.root.rsplit(":", 1)[1]
    for address in ("/", "/dream/1", f"/enter/{served.link.rsplit('/', 1)[1]}"):
        answer = page.goto(f"http://{REBOUND}:{port}{address}")
        assert answer is not None
        assert answer.status == 421
        assert TITLE not in page.content()
    assert [each for each in page.context.cookies() if REBOUND in str(each.get("domain"))] == []
    assert state(library_path) == before


@pytest.mark.browser
def test_a_link_from_another_site_opens_nothing(page: Page, served: Served, elsewhere: int) -> None:
    """The cookie is strict: who follows a link from elsewhere is a stranger, until they come in by themselves."""
    page.goto(f"http://localhost:{elsewhere}/")
    page.evaluate("(address) => { location.href = address; }", f"{served.root}/dream/1")
    page.wait_for_url("**/dream/1")
    assert "closed to this browser" in page.content()


@pytest.mark.browser
def test_no_script_reads_the_cookie_or_leaves_a_window_to_speak_through(
    page: Page, served: Served, elsewhere: int
) -> None:
    assert "noctuary_8" not in page.evaluate("document.cookie")
    page.goto(f"http://127.0.0.1:{elsewhere}/")
    found = page.evaluate(
        """async (address) => {
          const other = window.open(address);
          await new Promise((resolve) => setTimeout(resolve, 1500));
          try { return [other?.closed ?? null, other?.document?.body?.innerText ?? null]; } catch { return "closed to us"; }
        }""",
        f"{served.root}/dream/1",
    )
    assert TITLE not in json.dumps(found)
