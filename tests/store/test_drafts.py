"""What is written and not kept yet: nothing that anybody wrote is lost."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.store import drafts
from noctuary.store.drafts import Draft, Saved
from noctuary.store.store import Store
from strategies import TEXTS

ONE = "one"


def write(
    store: Store,
    text: str,
    *,
    version: int,
    base: int,
    writer: str = "here",
    draft: str = ONE,
    **details: str,
) -> Saved:
    return drafts.save(
        store, Draft(id=draft, text=text, details=details, version=version, writer=writer), base=base
    )


def texts(store: Store) -> dict[str, str]:
    return {draft.id: draft.text for draft in drafts.every(store)}


def test_a_draft_is_there_when_the_file_is_opened_again(path: Path) -> None:
    with Store.open(path, create=True) as store:
        assert write(store, "A mill.", version=1, base=0, date="1985-03") == Saved(ONE, 1)
    with Store.open(path) as store:
        found = drafts.find(store, ONE)
        assert found
        assert (found.text, found.details, found.version) == ("A mill.", {"date": "1985-03"}, 1)
        assert found.written_at
        assert drafts.find(store, "two") is None


def test_each_version_rests_on_the_one_before(store: Store) -> None:
    for version in range(1, 5):
        write(store, f"A mill {version}.", version=version, base=version - 1)
    assert texts(store) == {ONE: "A mill 4."}


def test_the_last_written_stands_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for time, id_ in enumerate(("a", "b", "c")):
        monkeypatch.setattr(drafts, "now", lambda time=time: f"2026-03-14T06:0{time}")
        write(store, id_, version=1, base=0, draft=id_)
    assert [draft.id for draft in drafts.every(store)] == ["c", "b", "a"]


def test_two_writers_of_one_draft_lose_nothing(store: Store) -> None:
    write(store, "A mill.", version=1, base=0, writer="here")
    write(store, "A mill by the sea.", version=2, base=1, writer="here")
    assert write(store, "A mill, burning.", version=2, base=1, writer="there") == Saved(
        "there", 2, apart=True
    )
    assert texts(store) == {ONE: "A mill by the sea.", "there": "A mill, burning."}


def test_what_was_set_apart_and_not_answered_is_set_apart_once(store: Store) -> None:
    write(store, "A mill.", version=1, base=0, writer="here")
    for version, text in ((1, "A sea."), (1, "A sea."), (2, "A sea of ink."), (1, "A sea.")):
        saved = write(store, text, version=version, base=0, writer="there")
        assert (saved.id, saved.apart) == ("there", True)
    assert texts(store) == {ONE: "A mill.", "there": "A sea of ink."}


def test_what_was_set_apart_can_be_changed_by_a_third(store: Store) -> None:
    write(store, "A mill.", version=1, base=0, writer="here")
    write(store, "A sea.", version=1, base=0, writer="there")
    write(store, "A sea and a gull.", version=2, base=1, writer="elsewhere", draft="there")
    saved = write(store, "A sea and a crab.", version=3, base=0, writer="there")
    assert texts(store) == {ONE: "A mill.", "there": "A sea and a gull.", saved.id: "A sea and a crab."}


def test_the_same_words_are_no_conflict(store: Store) -> None:
    write(store, "A mill.", version=4, base=0, writer="here")
    assert write(store, "A mill.", version=1, base=0, writer="there") == Saved(ONE, 4)
    assert write(store, "A mill.", version=1, base=0, writer="there", title="Flour").apart


def test_a_writer_whose_answer_was_lost_writes_on(store: Store) -> None:
    write(store, "A mill.", version=1, base=0)
    assert write(store, "A mill by the sea.", version=2, base=0) == Saved(ONE, 2)
    assert texts(store) == {ONE: "A mill by the sea."}


def test_what_arrives_late_changes_nothing(store: Store) -> None:
    write(store, "A mill.", version=1, base=0)
    write(store, "A mill by the sea.", version=3, base=1)
    assert write(store, "A mill by", version=2, base=1) == Saved(ONE, 3)
    assert texts(store) == {ONE: "A mill by the sea."}


def test_a_draft_is_discarded_unless_somebody_else_wrote_since(store: Store) -> None:
    write(store, "A mill.", version=1, base=0, writer="here")
    assert not drafts.discard(store, "two")
    write(store, "A mill, burning.", version=2, base=1, writer="there")
    assert not drafts.discard(store, ONE, writer="here", version=1)
    assert texts(store) == {ONE: "A mill, burning."}
    assert drafts.discard(store, ONE, writer="there", version=1)
    write(store, "A gull.", version=1, base=0)
    assert drafts.discard(store, ONE)
    assert texts(store) == {}


def test_half_a_sign_cannot_be_kept() -> None:
    with pytest.raises(ValueError, match="half a surrogate pair"):
        Draft(id=ONE, text="\ud83d", version=1, writer="here")
    with pytest.raises(ValueError, match="half a surrogate pair"):
        Draft(id=ONE, text="", details={"title": "\udc00"}, version=1, writer="here")


def test_a_draft_shows_no_word_of_itself() -> None:
    shown = repr(Draft(id=ONE, text="A mill.", details={"title": "Flour"}, version=1, writer="here"))
    assert "mill" not in shown
    assert "Flour" not in shown


@given(TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3))
def test_any_text_survives(text: str, details: Mapping[str, str]) -> None:
    with Store.in_memory() as store:
        drafts.save(store, Draft(id=ONE, text=text, details=details, version=1, writer="here"), base=0)
        found = drafts.find(store, ONE)
        assert found
        assert (found.text, found.details) == (text, details)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 6), TEXTS), max_size=12))
def test_whatever_writers_do_no_draft_changes_but_the_one_that_is_told(
    acts: list[tuple[str, int, str]],
) -> None:
    """Each numbers what it writes, and rests on the version that stands there, or on none."""
    with Store.in_memory() as store:
        ids = dict.fromkeys("xyz", ONE)
        for version, (writer, base, text) in enumerate(acts, start=1):
            known = drafts.find(store, ids[writer])
            seen = known.version if known and base % 2 else 0
            before = texts(store)
            saved = write(store, text, version=version, base=seen, writer=writer, draft=ids[writer])
            ids[writer] = saved.id
            assert texts(store)[saved.id] == text
            others = {id_: kept for id_, kept in before.items() if id_ != saved.id}
            assert others.items() <= texts(store).items()
