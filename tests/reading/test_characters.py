"""Who is in a dream: each once, coded, with all words that mention them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.dream import TextSpan
from noctuary.reading.cast import Cast
from noctuary.reading.characters import characters, find_cast
from noctuary.reading.text import DreamText, analyse
from noctuary.scheme import Character


def cast_of(report: str) -> Cast:
    return find_cast(analyse(report))


def codes_of(report: str) -> list[str]:
    text = analyse(report)
    return [str(coding.code) for coding in characters(text, find_cast(text))]


def symbols(report: str) -> str:
    return " ".join(cast_of(report).symbols)


def mentioned(report: str, index: int = 0) -> list[str]:
    """The words that mention a character."""
    text = analyse(report)
    return [text.span(m.first, m.last).cut(report) for m in find_cast(text).of(index)]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("My mother and my two brothers stood in the yard.", "1FMA 2MBA"),
        ("Mother baked bread.", "1FMA"),
        ("My mother, father and sister sang.", "1FMA 1MFA 1FTA"),
        ("My parents were there with my family.", "2JXA 2JYA"),
        ("My ex-husband came with my mother-in-law.", "1MRA 1FRA"),
        ("My grandmother held my niece.", "1FRA 1FRA"),
        ("My best friend and her boyfriend swam.", "1FKA 1MKA"),
        ("My boss sent two of my colleagues.", "1IKA 2JKA"),
        ("A man waited by the lamp.", "1MSA"),
        ("Two women rowed past.", "2FSA"),
        ("Someone knocked.", "1IUA"),
        ("A policeman and a nurse ran by.", "1MOA 1FOA"),
        ("The police came.", "2MOA"),
        ("Three soldiers marched with a French cook.", "2MOA 1IOA"),
        ("A Chinese man bowed.", "1MEA"),
        ("A strange woman smiled.", "1FSA"),
        ("Winston Churchill lit a pipe.", "1MPA"),
        ("Robin Hood took my bow.", "5MPA"),
        ("A wolf and some birds crossed the road.", "1ANI 2ANI"),
        ("Three deer and a sheep grazed.", "2ANI 1ANI"),
        ("A monster rose from the lake.", "1CZZ"),
        ("A dead man lay there.", "3MSA"),
        ("A crowd filled the square.", "2JUA"),
        ("My aunt and uncle owned a dog.", "1FRA 1MRA 1ANI"),
        ("I held my baby.", "1IIB"),
        ("A baby cried.", "1ISB"),
        ("Dr. Lindqvist looked at my tooth.", "1IKA"),
        ("Mrs. Ortega and Mr. Hale argued.", "1FKA 1MKA"),
        ("My teacher praised me.", "1IKA"),
        ("Zubin and I climbed.", "1IKA"),
        ("Then Robin fed a robin.", "1FKA 1ANI"),
        ("A sorority sister of mine waved.", "1FKA"),
    ],
)
def test_who_is_there(report: str, expected: str) -> None:
    assert symbols(report) == expected


@pytest.mark.parametrize(
    "report",
    [
        "I was alone in the desert.",
        "",
        "   \n\n  ",
        "He looked like my brother.",
        "It was not my sister.",
        "Pages fluttered like birds.",
        "I was a nurse.",
        "We were good friends again.",
        "Oh god, I thought.",
        "There was no man.",
        "There were no people.",
        "I waited at the police station.",
        "I read a book about Robin Hood.",
        "I sat in the driver's seat.",
        "Nobody came.",
        "May the sun rise in June.",
    ],
)
def test_nobody_is_there(report: str) -> None:
    assert symbols(report) == ""


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("A man, my old friend Tom, laughed.", "1MKA"),
        ("Tom, my brother, laughed.", "1MBA"),
        ("My brother Tom laughed. Tom left.", "1MBA"),
        ("A boy named Ari waved.", "1MKA"),
        ("A woman came in. She turned out to be my aunt.", "1FRA"),
        ("A shape, a doctor, bent down. He was my neighbour.", "1MKA"),
        ("A figure walks out of the mist, someone I once loved.", "1IKA"),
        ("A man I had never met sat down.", "1MSA"),
        ("I saw two girls. I did not recognize them.", "2FSA"),
        ("A girl I knew from the choir sang.", "1FKA"),
        ("A man sat down. The man wept, and then the man left.", "1MSA"),
        ("A man sat down. Another man wept.", "1MSA 1MSA"),
        ("A nurse came in. The woman wept.", "1FOA"),
        ("My friend laughed. She wept.", "1FKA"),
        ("My friend laughed. He wept.", "1MKA"),
        ("Tom Hale came. Tom left.", "1MKA"),
        ("The doctor, who was my uncle, came.", "1MRA"),
        ("A girl ran. Her name was Ilka.", "1FKA"),
        ("A horse named Biscuit ate. Biscuit neighed.", "1ANI"),
        ("The doctor left. My own doctor came.", "1IOA 1IKA"),
        ("Tom came. My brother Tom laughed.", "1MBA"),
        ("Mr. Hale came. Mrs. Hale left.", "1MKA 1FKA"),
        ("My friend Tom met my friend Sam Hale.", "1MKA 1MKA"),
    ],
)
def test_what_is_told_of_one_person_is_joined(report: str, expected: str) -> None:
    assert symbols(report) == expected


def test_one_figure_has_one_chain_of_they() -> None:
    report = "A figure waits by the well. They lift their lamp, and I look at them. The figure nods."
    assert symbols(report) == "1IUA"
    assert mentioned(report) == ["A figure", "They", "their", "them", "The figure"]
    assert codes_of(report) == ["1IUA"]


def test_they_are_the_last_group() -> None:
    report = "My aunt met two sailors. They sang."
    assert mentioned(report, 1) == ["two sailors", "They"]


def test_they_are_those_named_together() -> None:
    cast = cast_of("Tom and Anna came in. They sang.")
    assert cast.party(cast.mentions[-1]) == "1MKA+1FKA"


def test_pronouns_find_who_fits_in_sex() -> None:
    report = "My uncle saw my aunt. He called her, and she came to him."
    assert mentioned(report, 0) == ["My uncle", "He", "him"]
    assert mentioned(report, 1) == ["my aunt", "her", "she"]


def test_who_acts_is_not_acted_on_by_the_same_verb() -> None:
    report = "My son fell in. A sailor pulled him out."
    assert mentioned(report, 0) == ["My son", "him"]


def test_a_group_of_people_is_one_phrase() -> None:
    assert mentioned("I saw a crowd of women.") == ["a crowd of women"]


def test_it_is_the_animal() -> None:
    assert mentioned("A dog ran up. It bit me.") == ["A dog", "It"]


def test_one_of_several_is_somebody_apart() -> None:
    assert symbols("Four boys played. One of the boys fell.") == "2MSA 1MSA"


@pytest.mark.parametrize("report", ["My sister and I rowed. We sang.", "I rowed with my sister. We sang."])
def test_we_are_the_dreamer_and_who_came_along(report: str) -> None:
    cast = cast_of(report)
    assert cast.party(cast.mentions[-1]) == "D+1FTA"


def test_we_alone_is_the_dreamer() -> None:
    cast = cast_of("We sang.")
    assert [cast.party(mention) for mention in cast.mentions] == ["D"]


def test_i_within_speech_is_not_the_dreamer() -> None:
    cast = cast_of('"I am cold," said my aunt. I nodded.')
    assert [cast.party(mention) for mention in cast.mentions] == ["1FRA", "D"]


def test_a_stray_quotation_mark_hides_nothing() -> None:
    report = 'A sign said "open. ' + "I walked on. " * 12
    assert sum(mention.dreamer for mention in cast_of(report).mentions) == 12


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("Her mother left.", "1FKA"),
        ("My brother came with his wife.", "1MBA 1FRA"),
        ("A stranger came with his wife.", "1MSA 1FSA"),
        ("Tom's wife sang.", "1MKA 1FKA"),
        ("My mother's friend sang.", "1FMA 1IKA"),
        ("My brother's wife sang.", "1MBA 1FRA"),
    ],
)
def test_kin_of_others_are_not_the_dreamers(report: str, expected: str) -> None:
    assert symbols(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("My sister (16) sang.", "1FTT"),
        ("My sister (9) sang.", "1FTC"),
        ("A ten-year-old boy ran.", "1MSC"),
        ("A man of about 40 years of age ran.", "1MSA"),
        ("My cousin, three years old, sang.", "1IRC"),
        ("A little girl ran.", "1FSC"),
        ("(06/01/2004 (age 15)) Tom met my brother and a nurse.", "1MKT 1MBT 1FOA"),
        ("(16/female) My friend and my mother came.", "1IKT 1FMA"),
    ],
)
def test_age_is_read_from_years(report: str, expected: str) -> None:
    assert symbols(report) == expected


def test_boys_and_girls_are_known_among_peers() -> None:
    assert symbols("A girl sat in the dormitory.") == "1FKA"
    assert symbols("A girl sat in the snow.") == "1FSA"


def test_both_forms_of_who_changes_are_coded() -> None:
    assert symbols("The sailor turned into a wolf.") == "7MOA 8ANI"


def test_what_is_not_told_of_the_dream_is_passed_over() -> None:
    report = "A wolf came. I woke and told my husband."
    text = analyse(report, waking=(TextSpan(report.index("I woke"), len(report)),))
    assert find_cast(text).symbols == ("1ANI",)


def test_every_character_stands_on_its_words() -> None:
    report = "My aunt came, and she brought a dog."
    text = analyse(report)
    codings = characters(text, find_cast(text))
    assert [[span.cut(report) for span in coding.evidence] for coding in codings] == [
        ["My aunt", "she"],
        ["a dog"],
    ]
    assert all(coding.confidence is not None and 0 < coding.confidence < 1 for coding in codings)


def test_who_is_told_of_faintly_is_coded_only_if_they_act() -> None:
    text = analyse("We passed some boys.")
    cast = find_cast(text)
    assert len(cast.symbols) == 1
    assert characters(text, cast) == []
    assert [str(coding.code) for coding in characters(text, cast, acting=cast.symbols)] == list(cast.symbols)


_WORDS = st.sampled_from(
    [
        "my",
        "his",
        "Tom",
        "Anna",
        "and",
        ",",
        ".",
        '"',
        "(",
        ")",
        "I",
        "we",
        "they",
        "she",
        "it",
        "a",
        "the",
        "two",
        "man",
        "men",
        "girls",
        "mother's",
        "friend",
        "of",
        "one",
        "dog",
        "was",
        "'s",
        "into",
        "turned",
        "who",
        "knew",
        "not",
        "named",
        "(16)",
        "Dr",
        ".",
        "Robin",
        "Hood",
        "’",
        "—",
        "\n\n",
        "'her",
        "everyone",
        "else",
    ]
)


@given(st.text() | st.lists(_WORDS, max_size=60).map(" ".join))
def test_any_text_gives_a_sound_cast(report: str) -> None:
    text = analyse(report)
    cast = find_cast(text)
    for symbol in cast.symbols:
        assert str(Character.parse(symbol)) == symbol
    assert len(cast.confidences) == len(cast.symbols)
    assert {index for m in cast.mentions for index in m.members} == set(range(len(cast.symbols)))
    assert all(m.first <= m.head < m.last for m in cast.mentions)
    assert all(a.last <= b.first for a, b in zip(cast.mentions, cast.mentions[1:], strict=False))
    assert all(len(set(m.members)) == len(m.members) for m in cast.mentions)
    assert find_cast(text) == cast


@given(st.text())
def test_collectors_marks_hold_nobody(report: str) -> None:
    text = analyse(report)
    unread = DreamText(
        text.text, text.starts, text.ends, text.words, text.raw, text.sentence, [False] * len(text), ()
    )
    assert find_cast(unread) == Cast((), (), ())


@pytest.mark.corpus
def test_agrees_with_hand_codings(shared_data: Path) -> None:
    """On dreams that took no part in the tuning; a wordless floor, so that a slip shows."""
    scores = []
    with (shared_data / "codings" / "dev.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if "characters" not in row["scales"]:
                continue
            gold, found = Counter(row.get("characters", [])), Counter(codes_of(row["report"]))
            total = gold.total() + found.total()
            scores.append(2 * (gold & found).total() / total if total else 1.0)
    assert sum(scores) / len(scores) >= 0.48


def test_who_owns_a_thing_is_not_who_acts_next() -> None:
    """A sailor took my uncle's boat and he rowed away."""
    cast = find_cast(analyse("A sailor took my uncle's boat and he rowed away."))
    he = cast.mentions[-1]
    assert cast.party(he) == "1MOA"


def test_a_stranger_who_turns_out_to_be_someone_is_one_character() -> None:
    cast = find_cast(analyse("A man followed me. He turned round, and it was my brother."))
    assert cast.symbols == ("1MBA",)
