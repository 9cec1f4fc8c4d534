"""``like``, ``rhyme``."""

from pathlib import Path

import pytest

from invented import Noctuary
from noctuary.dream import Dream
from noctuary.library import Library
from standins import ByLetters


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("noctuary.library.facade.open_embedder", ByLetters)


@pytest.fixture
def harbour(library: Path) -> Path:
    with Library.open(library) as shelf:
        shelf.add(
            Dream(id="9", series="mine", text="All night a man chased me over the harbour, and I flew.")
        )
    return library


@pytest.mark.usefixtures("harbour")
def test_the_nearest_in_meaning(noctuary: Noctuary) -> None:
    found = noctuary("like", "mine/1", "--format", "jsonl").jsonl
    assert found[0]["id"] == "mine/9"
    assert list(found[0]) == ["id", "similarity", "words", "said", "answers"]
    assert "harbour" in found[0]["words"]
    answer = found[0]["answers"][0]
    assert answer["theirs"]["text"] == "All night a man chased me over the harbour, and I flew"
    assert answer["ours"]["start"] < answer["ours"]["end"]
    assert [row["id"] for row in noctuary("like", "mine/1", "-n", "1", "--format", "json").json] == ["mine/9"]
    assert (
        noctuary("like", "mine/1", "--among", "series:other", "--format", "json").json[0]["id"] == "other/1"
    )
    assert noctuary("like", "mine/1", "--lines", "0", "--format", "json").json[0]["answers"] == []


@pytest.mark.usefixtures("harbour")
def test_for_people_the_lines_stand_below_each_dream(noctuary: Noctuary) -> None:
    out = noctuary("like", "mine/1", "-n", "1").out
    first, ours, theirs, *_ = out.splitlines()
    assert first.startswith("mine/9  0.")
    assert "I was flying over the harbour" in ours + theirs
    assert "All night a man chased me" in ours + theirs


@pytest.mark.usefixtures("harbour")
def test_a_text_on_standard_input(noctuary: Noctuary) -> None:
    assert noctuary("like", "-", "--format", "json", stdin="A dog slept.").json[0]["id"] == "other/1"
    assert noctuary("like", "-", stdin=b"\xff").code == 1
    for nothing in ("", " \n"):
        said = noctuary("like", "-", stdin=nothing)
        assert (said.code, said.out) == (1, "")
        assert "no text" in said.err


def test_in_an_empty_library_nothing_is_like_it(noctuary: Noctuary, place: Path) -> None:
    Library.open(place, create=True).close()
    said = noctuary("like", "-", stdin="A dog slept.")
    assert (said.code, said.out) == (0, "")
    assert "Nothing here is like it" in said.err


@pytest.mark.usefixtures("harbour")
def test_among_goes_with_meaning_alone(noctuary: Noctuary) -> None:
    said = noctuary("like", "mine/2", "--by", "words", "--among", "series:mine")
    assert (said.code, said.out) == (2, "")


def test_sharing_the_rarest_words(noctuary: Noctuary, harbour: Path) -> None:
    with Library.open(harbour) as shelf:
        shelf.take_in(Dream(id=str(n), text=f"Door {n} was open.", series="doors") for n in range(9))
    found = noctuary("like", "mine/2", "--by", "words", "--format", "json").json
    assert list(found[0]) == ["id", "similarity", "words"]
    assert "harbour" in found[0]["words"]
    assert "Nothing here is like it" in noctuary("like", "-", "--by", "words", stdin="kingfisher").err


@pytest.mark.usefixtures("harbour")
def test_what_one_says_of_two_dreams(noctuary: Noctuary) -> None:
    said = noctuary("rhyme", "mine/1", "mine/9", "--motif", "the harbour")
    assert "Their motif: the harbour" in said.err
    assert "you said that they rhyme" in noctuary("like", "mine/1").out
    assert noctuary("like", "mine/1", "--format", "json").json[0]["said"] == "same"
    assert "no longer offered" in noctuary("rhyme", "mine/9", "mine/1", "--not").err
    assert "mine/9" not in noctuary("like", "mine/1").out
    assert "is forgotten" in noctuary("rhyme", "mine/1", "mine/9", "--forget").err
    assert "said nothing" in noctuary("rhyme", "mine/1", "mine/9", "--forget").err
    assert "mine/9" in noctuary("like", "mine/1").out


@pytest.mark.usefixtures("harbour")
def test_what_cannot_be_said(noctuary: Noctuary) -> None:
    assert noctuary("rhyme", "mine/1", "mine/1").code == 1
    assert noctuary("rhyme", "mine/1", "mine/none").code == 1
    assert noctuary("rhyme", "mine/1", "mine/9", "--not", "--motif", "x").code == 2
