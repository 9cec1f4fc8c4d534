from hypothesis import given
from hypothesis import strategies as st

from noctuary.figures.leftovers import leftovers


def test_what_may_still_name_somebody_is_told() -> None:
    text = (
        "Anna and the Fords met Dr. Quill in Ludlow. We called 555-0123, wrote to q.ill@example.org,"
        " and M. was born on 3/4/1951. The date 6/7/62 stood on the wall."
    )
    assert {(each.kind, each.word) for each in leftovers(text, {"anna", "ford"})} == {
        ("name after a title", "Quill"),
        ("name", "Ludlow"),
        ("telephone number", "555-0123"),
        ("e-mail address", "q.ill@example.org"),
        ("initial", "M"),
        ("date of birth", "3/4/1951"),
    }
    assert "Quill" not in repr(list(leftovers(text, frozenset())))


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    for left in leftovers(text, frozenset()):
        assert left.word in text


def test_pseudonyms_are_no_leftovers_in_any_form() -> None:
    text = "I met Dr. Hanson's Anna-Hanson, the Hansons' dog and Mr. And Mrs. ANNA."
    assert not list(leftovers(text, {"anna", "hanson"}))
