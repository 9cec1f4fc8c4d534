"""Series mode: what the dreams before a dream have established, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Reader
from noctuary.dream import Dream, PartialDate, Series, SeriesKind
from noctuary.reading.acquaintances import Acquaintance
from noctuary.reading.lexical import LexicalReader
from noctuary.reading.series import Chronicle, SeriesReader, establish, in_series, propose
from noctuary.scheme import Scale

TOLD = "My brother Ben rowed the boat."
NAMED = "Ben rowed the boat."


def night(number: int, text: str, *, year: int | None = None, series: str = "mine") -> Dream:
    date = PartialDate(year) if year else None
    return Dream(id=str(number), text=text, series=series, date=date)


def knowing(chronicle: Chronicle, dreams: list[Dream]) -> list[str]:
    """Return where each dream knows Ben from."""
    known = [chronicle.at(dream).get("Ben") for dream in dreams]
    return [each.source if each else "" for each in known]


def followed(dreams: list[Dream], **options: object) -> list[str]:
    chronicle = Chronicle(**options)  # type: ignore[arg-type]
    chronicle.follow(dreams)
    return knowing(chronicle, dreams)


def test_only_dreams_before_count() -> None:
    dreams = [night(1, NAMED), night(2, TOLD), night(3, TOLD), night(4, NAMED)]
    assert followed(dreams) == ["", "", "", "mine/2"]


def test_before_is_by_date_and_the_undated_come_first() -> None:
    dreams = [
        night(1, NAMED, year=1990),
        night(2, TOLD, year=1985),
        night(3, NAMED),
        night(4, TOLD, year=1980),
    ]
    assert followed(dreams) == ["mine/4", "", "", ""]


def test_a_series_says_nothing_of_another() -> None:
    dreams = [night(1, TOLD), night(2, TOLD), night(1, NAMED, series="other")]
    assert followed(dreams)[-1] == ""


def test_nor_a_dreamer_of_another() -> None:
    dreams = [night(1, TOLD), night(2, TOLD), night(3, NAMED)]
    apart = [replace(dream, dreamer=f"woman {dream.id}") for dream in dreams]
    assert followed(apart) == ["", "", ""]
    assert followed(dreams, sets={"mine"}) == ["", "", ""]
    together = [replace(dream, dreamer="one of them") for dream in dreams]
    assert followed(together, sets={"mine"}) == ["", "", "mine/1"]


def test_a_contradiction_later_unsettles_from_there_on() -> None:
    other = "My cousin Ben rowed the boat."
    dreams = [
        night(1, TOLD),
        night(2, TOLD),
        night(3, NAMED),
        night(4, other),
        night(5, NAMED),
        night(6, other),
    ]
    chronicle = Chronicle()
    chronicle.follow([*dreams, night(7, NAMED)])
    identities = [known.identity if (known := chronicle.at(dream).get("ben")) else "" for dream in dreams[2:]]
    assert identities == ["B", "B", "B", "B"]
    settled = chronicle.at(night(8, NAMED)).get("ben")
    assert settled
    assert (settled.identity, settled.sex) == ("", "M")


def test_a_name_means_whom_the_dreamer_said_in_one_dream() -> None:
    told = [night(number, f"{NAMED} {number}") for number in range(3)]
    people = [
        Acquaintance(("Ben",), "M", "B"),
        Acquaintance(("Ben (work)",), "M", "K", since=PartialDate(2000)),
    ]
    meant = {told[1].key: {"ben": "Ben (work)"}, told[2].key: {"ben": ""}}
    chronicle = Chronicle({told[0].series: people}, meant)
    known = [chronicle.at(each).get("Ben") for each in told]
    assert [each and each.identity for each in known] == ["B", "K", None]
    assert [len(chronicle.at(each)) for each in told] == [2, 2, 1]


def test_the_cast_list_holds_first_and_from_its_date_on() -> None:
    married = Acquaintance(("Ben",), "M", "H", since=PartialDate(1970))
    parted = Acquaintance(("Ben",), "M", "R", since=PartialDate(1980, 6))
    chronicle = Chronicle({"mine": [parted, married]})
    years = (None, 1969, 1970, 1980, 1981)
    dreams = [night(number, NAMED, year=year) for number, year in enumerate(years)]
    known = [chronicle.at(dream).get("Ben") for dream in dreams]
    assert [each.identity if each else "" for each in known] == ["R", "", "H", "H", "R"]


def test_what_was_followed_earlier_stays_known() -> None:
    chronicle = Chronicle()
    chronicle.follow([night(1, TOLD), night(2, TOLD)])
    chronicle.follow([night(3, NAMED)])
    assert knowing(chronicle, [night(3, NAMED)]) == ["mine/1"]


def test_a_code_says_where_its_identity_is_from() -> None:
    dreams = [night(1, TOLD), night(2, TOLD), night(3, "Ben rowed the boat. He was glad.")]
    *_, reading = SeriesReader(LexicalReader).read_many(dreams)
    (ben,) = reading.on(Scale.CHARACTERS)
    assert (str(ben.code), ben.established) == ("1MBA", "mine/1")
    assert [str(coding.code) for coding in reading.on(Scale.EMOTIONS)] == ["HA 1MBA"]
    assert not any(coding.established for coding in reading.codings if coding is not ben)


def test_readings_in_series_are_no_readings_of_the_plain_reader() -> None:
    reader = SeriesReader(LexicalReader)
    assert reader.identity == in_series(LexicalReader.identity) != LexicalReader.identity
    assert (
        LexicalReader().identity
        == LexicalReader.identity
        == Reader("lexical", LexicalReader.identity.version)
    )


def test_sets_are_noted_as_they_come() -> None:
    reader = SeriesReader(LexicalReader)
    found = [Series("mine", kind=SeriesKind.SET), night(1, TOLD), night(2, TOLD), night(3, NAMED)]
    dreams = (each for each in reader.noting_sets(found) if isinstance(each, Dream))
    *_, reading = reader.read_many(dreams)
    assert [str(coding.code) for coding in reading.on(Scale.CHARACTERS)] == ["1MKA"]


def test_establishing_and_proposing() -> None:
    dreams = [
        night(1, TOLD),
        night(2, "My aunt Ruth sang. Ben, my brother, left."),
        night(3, "My friend Ben sang."),
    ]
    established = establish(dreams)
    assert established["ben"].identity == "B"
    assert "ruth" not in established
    proposals = [(each.name, each.relation, each.identity, len(each.dreams)) for each in propose(dreams)]
    assert proposals == [("Ben", "brother", "B", 2), ("Ben", "friend", "K", 1), ("Ruth", "aunt", "R", 1)]
    assert propose([]) == []


TEXTS = st.lists(
    st.sampled_from([TOLD, NAMED, "Ben, my brother, left.", "My friend Ben sang.", "I dug."]), max_size=4
).map(" ".join)
DREAMS = st.lists(
    st.tuples(TEXTS, st.none() | st.integers(1980, 1983), st.sampled_from(["mine", "other"])), max_size=8
).map(
    lambda rows: [
        night(number, text, year=year, series=series) for number, (text, year, series) in enumerate(rows)
    ]
)


@given(DREAMS)
def test_each_dream_is_read_once_and_knows_only_earlier_ones(dreams: list[Dream]) -> None:
    readings = list(SeriesReader(LexicalReader).read_many(dreams))
    assert [reading.dream for reading in readings] == [dream.key for dream in dreams]
    by_name = {str(dream.key): dream for dream in dreams}
    for dream, reading in zip(dreams, readings, strict=True):
        for coding in reading.codings:
            if coding.established:
                source = by_name[coding.established]
                assert source.series == dream.series
                assert (source.date.sort_key if source.date else "") <= (
                    dream.date.sort_key if dream.date else ""
                )


@given(DREAMS)
def test_other_series_change_nothing(dreams: list[Dream]) -> None:
    mine = [dream for dream in dreams if dream.series == "mine"]
    alone = list(SeriesReader(LexicalReader).read_many(mine))
    grouped = sorted(dreams, key=lambda dream: dream.series, reverse=True)
    together = SeriesReader(LexicalReader).read_many(grouped)
    assert [reading for reading in together if reading.dream.series == "mine"] == alone


@pytest.mark.parametrize("dreams", [[], [night(1, "")]])
def test_nothing_is_known_of_nothing(dreams: list[Dream]) -> None:
    assert followed(dreams) == [""] * len(dreams)
