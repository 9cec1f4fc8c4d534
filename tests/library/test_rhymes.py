from pathlib import Path

import pytest

from noctuary.dream import Dream, DreamKey, Series
from noctuary.errors import DreamNotFoundError, InputError
from noctuary.library import Library
from noctuary.store import motifs
from standins import ByLetters

FERRY = "An old ferry crossed the lake with nobody at the wheel. On the shore my aunt was selling lanterns."
LANTERNS = "Somebody sold lanterns from a ferry. I bought one, and it went out at once."
SOUP = "Soup. Hot soup for the whole school, and I had to stir it with a broom."
KEYS = {id_: DreamKey("mine", id_) for id_ in ("ferry", "lanterns", "soup")}


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr("noctuary.library.facade.open_embedder", ByLetters)
    library = Library.in_memory()
    texts = {"ferry": FERRY, "lanterns": LANTERNS, "soup": SOUP}
    library.take_in(
        [Series("mine"), *(Dream(id=id_, text=text, series="mine") for id_, text in texts.items())]
    )
    return library


def test_dreams_are_placed_once(library: Library) -> None:
    told: list[int] = []
    assert library.count_not_embedded() == 3
    assert library.embed_rest("id:soup") == 1
    assert library.embed_rest(progress=told.append) == 2
    assert told == [2]
    assert library.count_not_embedded() == library.embed_rest() == 0
    keys, vectors = library.vectors("-id:soup")
    assert keys == [KEYS["ferry"], KEYS["lanterns"]]
    assert vectors.shape == (2, 12)


def test_the_nearest_come_first_with_the_lines_that_answer(library: Library) -> None:
    library.embed_rest()
    first, second = library.rhymes().of(KEYS["ferry"])
    assert (first.key, second.key) == (KEYS["lanterns"], KEYS["soup"])
    assert first.similarity > second.similarity
    assert set(first.words) >= {"ferry", "lantern"}
    assert "lantern" in first.answers[0].words
    assert "lanterns" in first.answers[0].ours.cut(FERRY)
    assert "lanterns" in first.answers[0].theirs.cut(LANTERNS)
    assert library.rhymes().of(KEYS["ferry"], limit=1, lines=0)[0].answers == ()
    assert FERRY[:10] not in repr(first)


def test_a_text_that_is_not_kept_has_rhymes_too(library: Library) -> None:
    library.embed_rest()
    assert library.rhymes().of_text(LANTERNS.replace("bought", "stole"))[0].key == KEYS["lanterns"]
    assert library.rhymes("id:soup").of_text(FERRY)[0].key == KEYS["soup"]
    assert Library.in_memory().rhymes().of_text(FERRY) == []


def test_a_dream_that_is_not_placed_has_rhymes_all_the_same(library: Library) -> None:
    library.embed_rest("-id:ferry")
    assert library.rhymes().of(KEYS["ferry"])[0].key == KEYS["lanterns"]
    with pytest.raises(DreamNotFoundError):
        library.rhymes().of(DreamKey("mine", "none"))


def test_copies_are_left_out_and_others_take_their_place(library: Library) -> None:
    library.take_in(
        [
            Series("copies"),
            *(Dream(id=str(n), text=FERRY, series=f"copies{n}") for n in range(4)),
        ]
    )
    library.embed_rest()
    found = library.rhymes().of(KEYS["ferry"], limit=2)
    assert [rhyme.key for rhyme in found] == [KEYS["lanterns"], KEYS["soup"]]
    assert KEYS["ferry"] not in {rhyme.key for rhyme in library.rhymes().of_text(FERRY)}


def test_what_the_dreamer_says_counts(library: Library) -> None:
    library.embed_rest()
    assert library.say_rhyme(KEYS["ferry"], KEYS["soup"], same=False) == ""
    assert library.say_rhyme(KEYS["ferry"], KEYS["lanterns"]) == "lantern and ferry"
    (rhyme,) = library.rhymes().of(KEYS["ferry"])
    assert (rhyme.key, rhyme.said) == (KEYS["lanterns"], True)
    assert motifs.names(library.store) == [("lantern and ferry", 2)]
    assert library.forget_rhyme(KEYS["soup"], KEYS["ferry"])
    assert not library.forget_rhyme(KEYS["soup"], KEYS["ferry"])
    assert len(library.rhymes().of(KEYS["ferry"])) == 2


def test_a_motif_is_forgotten_with_what_made_it(library: Library) -> None:
    ferry, lanterns, soup = (KEYS[name] for name in ("ferry", "lanterns", "soup"))
    library.say_rhyme(ferry, lanterns, motif="crossing")
    library.say_rhyme(lanterns, soup, motif="crossing")
    library.say_theme("school", ferry, holds=True)
    library.forget_rhyme(lanterns, ferry)
    assert motifs.said(library.store, "crossing") == {lanterns: True, soup: True}
    library.say_rhyme(lanterns, soup, same=False)
    assert motifs.said(library.store, "crossing") == {}
    assert motifs.said(library.store, "school") == {ferry: True}


def test_further_dreams_join_a_motif(library: Library) -> None:
    library.say_rhyme(KEYS["ferry"], KEYS["lanterns"], motif="  the  crossing ")
    library.say_theme("school", KEYS["soup"], holds=True)
    assert library.say_rhyme(KEYS["lanterns"], KEYS["soup"]) == "the crossing"
    assert motifs.said(library.store, "the crossing") == dict.fromkeys(KEYS.values(), True)


def test_what_cannot_be_said_is_told(library: Library) -> None:
    with pytest.raises(InputError, match="one and the same"):
        library.say_rhyme(KEYS["soup"], KEYS["soup"])
    with pytest.raises(InputError, match="share no rare word"):
        library.say_rhyme(KEYS["ferry"], KEYS["soup"])
    assert motifs.names(library.store) == []
    assert library.rhymes().of(KEYS["ferry"]) == []


@pytest.mark.corpus
def test_the_seeds_answer_each_other(shared_data: Path) -> None:
    """The lines that answer are those of the library and of the connection, with the reader that comes with us."""
    with Library.in_memory() as library:
        texts = [path.read_text(encoding="utf-8") for path in sorted((shared_data / "seeds").glob("*.txt"))]
        library.take_in(
            [Series("seeds"), *(Dream(id=str(n), text=text, series="seeds") for n, text in enumerate(texts))]
        )
        library.embed_rest()
        (rhyme,) = library.rhymes().of(DreamKey("seeds", "0"))
        shared = [set(answer.words) for answer in rhyme.answers]
        assert "library" in shared[0]
        assert any("connection" in words for words in shared)
        assert rhyme.words[0] == "connection"
