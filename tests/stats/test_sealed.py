"""Sealed files: what was written is read, and anything else is refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noctuary.errors import FormatError
from noctuary.stats.sealed import MOST_CHARACTERS, Entries, canonical, canonical_sha256, seal, unseal

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
CONTENTS = st.dictionaries(st.text(min_size=1, max_size=8).map("x".__add__), VALUES, max_size=4)


def opened(text: str) -> dict[str, Any]:
    return unseal(text, "noctuary-sum", 1, "sum.json", written_by="noctuary sum")


@given(CONTENTS)
def test_what_is_sealed_is_read_again(content: dict[str, Any]) -> None:
    found = opened(seal("noctuary-sum", 1, content))
    assert {key: found[key] for key in content} == content


@given(CONTENTS)
def test_the_layout_is_not_sealed_and_the_values_are(content: dict[str, Any]) -> None:
    written = json.loads(seal("noctuary-sum", 1, content))
    assert opened(json.dumps(written, indent=7, ensure_ascii=False)) == written
    with pytest.raises(FormatError, match="not as it was written"):
        opened(json.dumps({**written, "more": 1}))


def test_the_canonical_form_is_sealed_by_sha_256() -> None:
    """The hash is that of `printf '{"a":[1,2],"b":"\\u00e9"}' | sha256sum`."""
    content = {"b": "é", "a": [1, 2]}
    assert canonical(content) == '{"a":[1,2],"b":"\\u00e9"}'
    assert canonical_sha256(content) == "4f4995260c41bd0d71ea8af22d24cc1d506ca48d27518636b99fe2fdbfe1ee93"


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"a": ' * 50_000 + "1" + "}" * 50_000, "no JSON"),
        ('{"a": NaN}', "no JSON"),
        ('{"a": -Infinity}', "no JSON"),
        ('{"a": 1e999}', "no JSON"),
        ('{"a": ' + "9" * 5000 + "}", "no JSON"),
        ('{"a": 1, "a": 2}', "no JSON"),
        ('{"a": "\\ud800"}', "no JSON"),
        ("[1, 2]", "none of the files"),
        ("3", "none of the files"),
        ("{}", "none of the files"),
        ('{"format": ["noctuary-sum"]}', "none of the files"),
        ('{"format": "noctuary-sum", "format_version": 2}', "another version"),
        ('{"format": "noctuary-sum", "format_version": 1}', "hash does not fit"),
        (" " * (MOST_CHARACTERS + 1), "too long"),
    ],
)
def test_anything_else_is_refused(text: str, fact: str) -> None:
    with pytest.raises(FormatError, match=rf"^sum\.json .*{fact}"):
        opened(text)


@given(st.text(max_size=60) | VALUES.map(json.dumps))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(FormatError):
        opened(text)


ENTRIES = Entries(
    {
        "line": "one line",
        "lines": ["one", "two"],
        "break": "two\nlines",
        "long": "x" * 501,
        "half": 0.5,
        "true": True,
        "below": -1,
        "most": 10**13,
        "pair": [1, 2],
        "triple": [1, 2, 0.5],
        "open": [1, 2, None],
        "short": [1],
        "odd": [1, 2, "x"],
        "inner": {"whole": 3},
        "inners": [{"whole": 3}, {"whole": 4}],
    },
    "file",
)


def test_entries_are_taken_as_they_must_be() -> None:
    assert ENTRIES.text("line") == "one line"
    assert ENTRIES.texts("lines") == ("one", "two")
    assert ENTRIES.counts("pair") == (1, 2)
    assert ENTRIES.error("triple") == 0.5
    assert ENTRIES.error("pair") != ENTRIES.error("open")  # both NaN
    assert ENTRIES.part("inner").whole("whole") == 3
    assert [each.whole("whole") for each in ENTRIES.parts("inners")] == [3, 4]
    assert ENTRIES.has("pair")
    assert not ENTRIES.has("nothing")


@pytest.mark.parametrize(
    ("take", "key"),
    [
        *(("text", key) for key in ("nothing", "break", "long", "half")),
        *(("texts", key) for key in ("nothing", "line", "pair")),
        *(("whole", key) for key in ("nothing", "half", "true", "below", "most", "line")),
        *(("counts", key) for key in ("nothing", "short", "lines", "line")),
        *(("error", key) for key in ("nothing", "odd", "half")),
        *(("part", key) for key in ("nothing", "pair")),
        *(("parts", key) for key in ("nothing", "pair", "inner")),
    ],
)
def test_entries_that_are_not_are_refused(take: str, key: str) -> None:
    with pytest.raises(FormatError, match="file cannot be used"):
        getattr(ENTRIES, take)(key)
