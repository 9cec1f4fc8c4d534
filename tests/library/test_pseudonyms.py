import json
import stat
from pathlib import Path

import pytest

from noctuary.coding import Coding, Reader, Reading
from noctuary.dream import Dream, Dreamer, Night, PartialDate, Series, TextSpan
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.pseudonyms import Pseudonymised, read_key, write_key
from noctuary.scheme import Scale, parse

CODER = Reader("coder")
TEXT = "My sister Ottoline rowed me to Ludlow. Ottoline's lamp went out, and she was afraid."
DREAM = Dream(
    id="1",
    text=TEXT,
    series="mine",
    title="Ottoline rows",
    tags=("Ottoline",),
    reflection="I rang Ottoline.",
    dreamer="jane",
    metadata={"source": "Jane's diary"},
)
CODES = (
    Coding(parse("1FTA", Scale.CHARACTERS), (TextSpan(0, 18), TextSpan(39, 47), TextSpan(69, 72))),
    Coding(parse("AP 1FTA", Scale.EMOTIONS), (TextSpan(77, 83),)),
)


@pytest.fixture
def library() -> Library:
    library = Library.in_memory()
    library.take_in(
        [
            Series("mine", name="Jane's", description="Jane's dreams", dreamer="jane"),
            Dreamer("jane", metadata={"town": "Ludlow"}),
            DREAM,
            Dream(id="2", text="Ottoline was a heron.", series="mine"),
            Night("mine", PartialDate(2026, 3, 14), note="Ottoline stayed over."),
            Reading.of(DREAM, CODER, CODES, waking=[TextSpan(39, 49)]),
        ]
    )
    return library


def test_every_text_comes_under_one_pseudonym_and_evidence_moves_along(library: Library) -> None:
    renamed = Pseudonymised(library)
    contents = renamed.contents()
    (dream, (reading,)), (second, _) = list(contents.dreams)
    name = next(iter(renamed.key()["series"]["mine"]["given"].values())).title()
    assert dream.text == TEXT.replace("Ottoline", name)
    assert (dream.title, dream.tags, dream.reflection) == (f"{name} rows", (name,), f"I rang {name}.")
    assert second.text == f"{name} was a heron."
    (night,) = contents.nights
    assert night.note == f"{name} stayed over."
    cut = [[span.cut(dream.text) for span in coding.evidence] for coding in reading.codings]
    assert cut == [[f"My sister {name}", name, "she"], ["afraid"]]
    assert reading.text_sha256 == dream.text_sha256
    assert reading.waking[0].cut(dream.text) == f"{name}'s"


def test_what_sources_said_beside_is_left_out(library: Library) -> None:
    contents = Pseudonymised(library).contents()
    (series,), (dreamer,) = contents.series, contents.dreamers
    assert (series.name, series.description, series.dreamer) == ("", "", "dreamer 1")
    assert (dreamer.id, dict(dreamer.metadata)) == ("dreamer 1", {})
    dream, _ = next(iter(contents.dreams))
    assert (dream.dreamer, dict(dream.metadata)) == ("dreamer 1", {})


def test_the_key_tells_what_was_done_and_what_is_left_and_holds_the_next_time(library: Library) -> None:
    renamed = Pseudonymised(library)
    texts = [dream.text for dream, _ in renamed.contents().dreams]
    key = renamed.key()
    assert sum(key["series"]["mine"]["replaced"].values()) == renamed.replaced_count >= 6
    assert {"kind": "name", "word": "Ludlow", "dreams": 1, "first": ["1"]} in key["series"]["mine"]["left"]
    assert renamed.left_count >= 1
    again = Pseudonymised(library, key=json.loads(json.dumps(key)))
    assert [dream.text for dream, _ in again.contents().dreams] == texts


def test_the_owner_alone_may_read_the_key(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    assert read_key(path) is None
    write_key(path, Pseudonymised(library).key())
    write_key(path, Pseudonymised(library).key())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key(path) == Pseudonymised(library).key()
    assert [each.name for each in tmp_path.iterdir()] == ["key.json"]


@pytest.mark.parametrize("written", ["", "[1]", "{", "\x00", "[" * 100_000])
def test_what_is_no_key_is_told(tmp_path: Path, written: str) -> None:
    (tmp_path / "key.json").write_text(written, encoding="utf-8")
    with pytest.raises(InputError, match="is no key"):
        read_key(tmp_path / "key.json")


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"what": "noctuary pseudonyms", "version": 2},
        {"what": "noctuary pseudonyms", "version": 1, "dreamers": []},
    ],
)
def test_a_damaged_key_is_told(library: Library, key: dict[str, object]) -> None:
    with pytest.raises(InputError, match="key"):
        Pseudonymised(library, key=key)


def test_what_the_owner_adds_to_the_key_is_replaced_the_next_time(library: Library) -> None:
    first = Pseudonymised(library)
    list(first.contents().dreams)
    key = json.loads(json.dumps(first.key()))
    key["series"]["mine"]["others"] = {"Ludlow": "Marlow"}
    again = Pseudonymised(library, key=key)
    (dream, (reading,)), _ = list(again.contents().dreams)
    assert dream.text.split(".")[0].endswith("rowed me to Marlow")
    assert reading.codings[1].evidence[0].cut(dream.text) == "afraid"
    assert again.key()["series"]["mine"]["others"] == {"Ludlow": "Marlow"}
    assert "Ludlow" not in {left["word"] for left in again.key()["series"]["mine"]["left"]}


def test_the_dreamer_s_own_name_is_replaced(library: Library) -> None:
    library.add(Dream(id="3", text='"Zephyrine!" they called. I, Zephyrine, went.', series="z", dreamer=None))
    library.take_in([Series("z", name="Zephyrine: an artist")])
    (dream, _) = next(iter(Pseudonymised(library, "series:z").contents().dreams))
    assert "Zephyrine" not in dream.text


def test_ratings_named_for_somebody_are_renamed(library: Library) -> None:
    library.add(Dream(id="4", text="Ottoline sang.", series="mine", ratings={"near Ottoline": 3, "fear": 1}))
    dreams = {dream.id: dream for dream, _ in Pseudonymised(library).contents().dreams}
    name = dreams["4"].text.split()[0]
    assert dreams["4"].ratings == {f"near {name}": 3, "fear": 1}


def test_progress_is_told(library: Library) -> None:
    told: list[int] = []
    list(Pseudonymised(library).contents(told.append).dreams)
    assert told == [1, 2]
