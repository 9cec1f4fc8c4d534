import pytest

from invented import DREAMS
from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, Dreamer, Series, SeriesKind, Sex, TextSpan
from noctuary.errors import InputError
from noctuary.library import Library
from noctuary.library.frames import TABLES
from noctuary.scheme import Scale, parse

CODER = Reader("coder", kind=ReaderKind.PERSON)
CODES = (
    Coding(parse("1MSA", Scale.CHARACTERS), (TextSpan(33, 52),), 0.8),
    Coding(parse("1MSA 6> D", Scale.AGGRESSION), (TextSpan(53, 59),)),
    Coding(parse("AP D", Scale.EMOTIONS)),
)


@pytest.fixture
def library() -> Library:
    library = Library.in_memory()
    rated = Dream(id="9", series="mine", text="I saw nobody at all.", ratings={"vividness": 4})
    library.take_in([Series("mine", sex=Sex.FEMALE), *DREAMS, rated])
    library.take_in([Reading.of(DREAMS[0], CODER, CODES), Reading.of(rated, CODER)])
    return library


def test_dreams_have_counts_where_somebody_read_them(library: Library) -> None:
    rows = {(row["series"], row["id"]): row for row in library.frame("dreams", reader=CODER).dicts()}
    assert len(rows) == 4
    first, unread = rows["mine", "1"], rows["mine", "2"]
    assert (first["year"], first["sex"], first["tags"]) == (1985, "female", "flying; sea")
    assert (first["characters"], first["aggressions"], first["dreamer_as_victim"]) == (1, 1, 1)
    assert unread["characters"] is None
    assert unread["reader"] is None
    assert (rows["mine", "9"]["characters"], rows["mine", "9"]["rating_vividness"]) == (0, 4.0)
    assert first["rating_vividness"] is None


def test_codings_say_what_they_mean(library: Library) -> None:
    rows = list(library.frame("codings", "series:mine", reader=CODER).dicts())
    assert [row["code"] for row in rows] == ["1MSA", "1MSA 6> D", "AP D"]
    assert rows[0]["evidence"] == "33-52"
    assert rows[1]["meaning"] == (
        "chasing, capturing, confining or forcing: one man strange to the dreamer, adult → the dreamer"
    )
    assert rows[2]["confidence"] is None


def test_characters_stand_slot_by_slot_and_their_letters_are_explained(library: Library) -> None:
    frame = library.frame("characters", reader=CODER)
    (row,) = frame.dicts()
    assert [row[slot] for slot in ("number", "sex", "identity", "age", "nonhuman")] == [
        "1",
        "M",
        "S",
        "A",
        None,
    ]
    labels = {column.name: column.labels for column in frame.columns}
    assert labels["identity"]["S"] == "strange to the dreamer"
    assert labels["sex"]["M"] == "male"


def test_indicators_are_counted_series_by_series(library: Library) -> None:
    rows = [
        row
        for row in library.frame("indicators", reader=CODER).dicts()
        if row["indicator"] == "victimization percent"
    ]
    assert [(row["series"], row["count"], row["total"], row["dreams"]) for row in rows] == [("mine", 1, 1, 2)]
    assert rows[0]["value"] == 1


def test_the_sex_of_a_set_is_that_of_each_dreamer() -> None:
    with Library.in_memory() as library:
        dreams = [Dream(id=id_, series="many", text=f"A door {id_}.", dreamer=id_) for id_ in "ab"]
        library.take_in(
            [Series("many", kind=SeriesKind.SET), Dreamer("a", sex=Sex.MALE), Dreamer("b"), *dreams]
        )
        rows = library.frame("dreams", reader=CODER).dicts()
        assert [(row["dreamer"], row["sex"]) for row in rows] == [("a", "male"), ("b", None)]


@pytest.mark.parametrize("table", TABLES)
def test_without_dreams_there_are_no_rows_and_no_words_of_any(library: Library, table: str) -> None:
    with Library.in_memory() as empty:
        assert len(empty.frame(table)) == 0
    cells = [cell for row in library.frame(table, reader=CODER).rows for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if "harbour" in cell or "afraid" in cell]


def test_an_unknown_table_is_told(library: Library) -> None:
    with pytest.raises(InputError, match="no table 'dream'"):
        library.frame("dream")
