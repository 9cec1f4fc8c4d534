"""Who does what to whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.coding import Coding
from noctuary.reading.characters import find_cast
from noctuary.reading.interactions import interactions
from noctuary.reading.passages import waking_passages
from noctuary.reading.text import analyse
from noctuary.scheme import Scale


def read(report: str) -> list[Coding]:
    text = analyse(report, waking=waking_passages(report))
    return interactions(text, find_cast(text))


def acts(report: str, scale: Scale) -> str:
    return ", ".join(str(coding.code) for coding in read(report) if coding.code.scale is scale)


def aggression(report: str) -> str:
    return acts(report, Scale.AGGRESSION)


def friendliness(report: str) -> str:
    return acts(report, Scale.FRIENDLINESS)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("My father was furious with me.", "1MFA 1> D"),
        ("My sister scolded me.", "1FTA 2> D"),
        ("My boss refused to help us.", "1IKA 3> D"),
        ("My boss accused me.", "1IKA 4> D"),
        ("A stranger stole my bicycle.", "1ISA 5> D"),
        ("A dog chased me.", "1ANI 6> D"),
        ("A woman slapped me.", "1FSA 7> D"),
        ("A bear killed a woman.", "1ANI 8> 1FSA"),
    ],
)
def test_each_class_of_aggression(report: str, expected: str) -> None:
    assert aggression(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I loved my aunt.", "D 1> 1FRA"),
        ("My aunt smiled at me.", "1FRA 2> D"),
        ("My aunt lent me a lamp.", "1FRA 3> D"),
        ("A nurse helped my mother.", "1FOA 4> 1FMA"),
        ("My aunt invited me.", "1FRA 5> D"),
        ("I hugged my brother.", "D 6> 1MBA"),
        ("My aunt and my boss got married.", "1FRA 7= 1IKA"),
    ],
)
def test_each_class_of_friendliness(report: str, expected: str) -> None:
    assert friendliness(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("I was chased by a dog.", "1ANI 6> D"),
        ("Pursued by a wolf, I ran.", "1ANI 6> D"),
        ("My boss was attacked.", "Q 7> 1IKA"),
        ("My sister argued with me.", "1FTA 2= D"),
        ("I scolded myself.", "D 2*"),
        ("My mother and my aunt quarrelled.", "1FMA 2= 1FRA"),
        ("My boss grabbed my arm.", "1IKA 6> D"),
        ("My aunt was so annoyed.", "1FRA 1> D"),
    ],
)
def test_the_grammar_says_who_acts_on_whom(report: str, expected: str) -> None:
    assert aggression(report) == expected


@pytest.mark.parametrize(
    "report",
    [
        "My boss did not hit me.",
        "My boss would have hit me.",
        "If my boss hit me, I would leave.",
        "Like a thief, the fog came in.",
        "My aunt hit the ball and killed time.",
        "I beat the eggs and shot some pictures of my aunt.",
        "It felt like a fight.",
        "A wave of anger rolled in; it was not a fight.",
        "The lamp fell. Then I woke up and hit my boss.",
    ],
)
def test_what_did_not_happen_to_somebody_is_not_coded(report: str) -> None:
    assert "7" not in aggression(report)
    assert "8" not in aggression(report)


def test_an_attempt_counts_and_a_killing_only_tried_is_an_attack() -> None:
    assert aggression("My boss tried to stab me.") == "1IKA 7> D"
    assert aggression("A bear tried to kill me.") == "1ANI 7> D"
    assert aggression("A bear killed my boss.") == "1ANI 8> 1IKA"


def test_what_somebody_will_not_let_happen_is_refused() -> None:
    assert aggression("My boss would not let me in.") == "1IKA 3> D"
    assert friendliness("My boss would not help me.") == ""
    assert aggression("My boss let me in.") == ""


def test_an_answer_in_kind_is_returned() -> None:
    assert friendliness("My aunt waved and I waved back.") == "1FRA 2> D, D 2R 1FRA"
    assert aggression("My sister called me names. I slapped my sister.") == "1FTA 2> D, D 7R 1FTA"


def test_one_sequence_is_one_row_with_all_its_evidence() -> None:
    report = "A dog chased me down the hill. The dog chased me through the mill."
    codings = read(report)
    assert [str(coding.code) for coding in codings] == ["1ANI 6> D"]
    assert [span.cut(report) for span in codings[0].evidence] == ["chased", "chased"]
    later = report + " We rested. I ate. I slept. I drew. The dog chased me again."
    assert aggression(later) == "1ANI 6> D, 1ANI 6> D"


def test_a_kiss_is_both_friendly_and_sexual() -> None:
    report = "My girlfriend kissed me on the lips."
    assert friendliness(report) == "1FKA 6> D"
    assert acts(report, Scale.SEXUALITY) == "1FKA 3> D"


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ('"I deceived you," my uncle admits.', "1MRA 3> D"),
        ('"You betrayed me," my uncle says.', "D 3> 1MRA"),
        ('I whisper to my uncle, "I lied to you."', "D 3> 1MRA"),
        ("My uncle confesses that he exploited me.", "1MRA 3> D"),
    ],
)
def test_harm_that_is_confessed_is_coded(report: str, expected: str) -> None:
    assert aggression(report) == expected


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ("A stranger stands by the well. I touch their cheek.", "D 6> 1ISA"),
        ("A stranger stands by the well. Our hands meet.", "D 6> 1ISA"),
        ('A stranger kneels. "Thank you," they whisper.', "1ISA 2> D"),
        ('A stranger kneels. "I will fight for you," they say.', "1ISA 1> D"),
        ('A stranger kneels. "I won\'t let you go," they say.', "1ISA 1> D"),
        ('A stranger kneels. "With you I find comfort," they say.', "1ISA 2> D"),
        ("A stranger kneels. I open my own heart.", "D 2> 1ISA"),
    ],
)
def test_touch_thanks_and_vows_of_the_high_style(report: str, expected: str) -> None:
    assert friendliness(report) == expected


def test_what_is_done_to_each_other_is_mutual() -> None:
    assert friendliness("My mother and my aunt helped each other.") == "1FMA 4= 1FRA"
    assert friendliness("I danced with my aunt.") == "D 6= 1FRA"


def test_what_is_done_alone_is_done_to_oneself() -> None:
    assert acts("I had a wet dream.", Scale.SEXUALITY) == "D 5*"


def test_weak_evidence_alone_makes_no_act() -> None:
    assert friendliness("I met my boss.") == ""
    strong = read("My boss hugged me. Much later, on the pier, a man wanted a nurse.")
    assert [str(coding.code) for coding in strong] == ["1IKA 6> D"]


def test_an_empty_dream_holds_nothing() -> None:
    assert read("") == []


@given(st.text(alphabet=st.sampled_from(" .,!?\"'“”\nabeghiklmostuyé🐕"), max_size=200))
def test_any_text_is_read_and_the_evidence_lies_within_it(report: str) -> None:
    codings = read(report)
    assert codings == read(report)
    assert all(span.cut(report).strip() for coding in codings for span in coding.evidence)


_TALE = analyse(
    'My mother said, "I would not let you go." He helped a man, and we kissed, hit by a dog. Fight with me'
).raw


@given(st.lists(st.sampled_from(_TALE), max_size=60))
def test_any_grammar_gives_valid_codes_in_order(words: list[str]) -> None:
    codings = read(" ".join(words))
    assert all(coding.confidence is not None and 0 < coding.confidence < 1 for coding in codings)
    starts = [coding.evidence[0].start for coding in codings]
    assert starts == sorted(starts)


@pytest.mark.corpus
def test_touch_and_confession_are_found_in_the_seeds(shared_data: Path) -> None:
    first, second = (
        path.read_text(encoding="utf-8") for path in sorted((shared_data / "seeds").glob("*.txt"))
    )
    assert {"D 6> 1IUA", "D 2> 1IUA", "1IUA 2> D"} <= set(friendliness(first).split(", "))
    assert friendliness(second).split(", ")[0] == "D 6> 1IKA"
    assert aggression(second) == "1IKA 3> D"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("scale", "least"), [("aggression", 0.70), ("friendliness", 0.67), ("sexuality", 0.60)]
)
def test_presence_agrees_with_the_hand_codings(shared_data: Path, scale: str, least: float) -> None:
    both = either = 0
    for line in (shared_data / "codings" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        dream = json.loads(line)
        if scale in dream["scales"]:
            found, held = bool(acts(dream["report"], Scale(scale))), bool(dream.get(scale))
            both += found and held
            either += found + held
    assert 2 * both / either >= least


def test_who_only_owns_something_is_not_who_is_meant() -> None:
    """Being angry is at whoever acts, not at the uncle whose boat it is."""
    text = analyse("A sailor took my uncle's boat. I was furious.")
    codes = [str(coding.code) for coding in interactions(text, find_cast(text))]
    assert "D 1> 1MRA" not in codes
