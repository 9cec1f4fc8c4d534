"""A methods section, ready to paste."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from noctuary import __version__
from noctuary.coding import Reader, ReaderKind
from noctuary.dream import DreamKey
from noctuary.scheme import Scale
from noctuary.stats.agreement import agreement
from noctuary.stats.methods import Methods, ReaderFacts, SampleFacts, cell, sample_hash
from noctuary.stats.norms import HVDC_SOURCE
from noctuary.stats.voices import Voice
from stats.conftest import Coded

HASH = "0123456789abcdef" * 4


@pytest.fixture
def methods(coded: Coded) -> Methods:
    two = (Scale.EMOTIONS, Scale.OBJECTS)
    ana = [
        coded(str(n), scales=two, emotions="AP D" if n % 2 else "HA D", objects="AR, TR") for n in range(8)
    ]
    model = [coded(str(n), scales=two, emotions="AP D" if n % 3 else "HA D", objects="AR") for n in range(8)]
    voices = Voice.of_reader("Ana", ana), Voice.of_reader("model", model)
    return Methods(
        sample=SampleFacts(
            words=(30, 50, 70), series=1, dreamers=2, dates=("1990", "1985-03"), query="tag:sea", sha256=HASH
        ),
        readers=(
            ReaderFacts(name="Ana", reader=Reader("Ana", kind=ReaderKind.PERSON), dreams=8, role="person"),
            ReaderFacts(
                name="model", reader=Reader("model", "1.2", settings={"series": "1"}), dreams=8, role="shipped", sha256=HASH
            ),
        ),
        scales=(Scale.EMOTIONS, Scale.OBJECTS),
        agreement=agreement(voices, resamples=20, seed=7),
    )  # fmt: skip


def test_the_text_tells_what_another_needs_to_do_it_again(methods: Methods) -> None:
    text = "\n".join(methods.paragraphs())
    for fact in (
        "3 dreams, 150 words in all (median 50, from 30 to 70)", "one series by 2 dreamers", "from 1985-03 to 1990",
        "`tag:sea`", HASH, "emotions and objects", "“Ana”, a person, coded 8 dreams", f"Noctuary {__version__}",
        "version 1.2 (series 1)", "version 1 of its network", "version 2 of its word lists",
        "20 resamples", "seed 7", "perfect agreement",
    ):  # fmt: skip
        assert fact in text
    assert "{" not in text


def test_only_works_that_are_used_are_cited(methods: Methods) -> None:
    works = methods.works()
    assert set(re.findall(r"@(\w+)", " ".join(methods.paragraphs()))) == set(works)
    assert {
        "hall1966",
        "domhoff1996",
        "cohen1960",
        "krippendorff2018",
        "shrout1979",
        "efron1993",
        "noctuary",
    } <= set(works)
    # No norm was used, and neither scale has classes in order.
    assert not {"benjamini1995", "cohen1988", "schneider", "cohen1968"} & set(works)
    published = set(replace(methods, norm=("women", HVDC_SOURCE)).works())
    assert {"benjamini1995", "cohen1988", "schneider"} <= published
    own = replace(methods, norm=("sailors", "an invented source"))
    assert {"benjamini1995", "cohen1988"} <= set(own.works())
    assert "schneider" not in own.works()
    assert "“sailors” (an invented source)" in own.paragraphs()[-1]


def test_bibtex_holds_an_entry_for_each_work(methods: Methods) -> None:
    entries = re.findall(r"^@\w+\{(\w+),$", methods.bibtex(), re.MULTILINE)
    assert entries == methods.works()
    assert methods.bibtex().count("{") == methods.bibtex().count("}")
    assert f"Version {{{__version__}}}" in methods.bibtex()


def test_markdown_holds_tables_and_references(methods: Methods) -> None:
    written = methods.markdown()
    assert "| emotions | 8 |" in written
    assert written.endswith("}\n```\n")
    tables = [line.count("|") for line in written.splitlines() if line.startswith("|")]
    assert len(set(tables)) == 1


def test_latex_is_escaped_and_cites(methods: Methods) -> None:
    strange = replace(methods.sample, query=r"50% of_a{b}&\c")
    written = replace(methods, sample=strange).latex()
    assert r"\texttt{50\% of\_a\{b\}\&\textbackslash{}c}" in written
    assert r"\citep{hall1966,domhoff1996}" in written
    assert written.count(r"\begin{table}") == written.count(r"\end{table}") == 1
    assert "[@" not in written


def test_a_sample_is_known_by_its_texts() -> None:
    one: Any = [(DreamKey("mine", "1"), "ab"), (DreamKey("mine", "2"), "cd")]
    assert sample_hash(one) == sample_hash(reversed(one))
    assert sample_hash(one) != sample_hash([(DreamKey("mine", "1"), "ab"), (DreamKey("mine", "2"), "ce")])
    assert len(sample_hash([])) == 64


def test_a_figure_is_printed_as_the_field_does(methods: Methods) -> None:
    measure = methods.agreement.measures[0]
    assert (
        cell(replace(measure, value=0.741, interval=measure.interval._replace(low=-0.1, high=1.0)))
        == ".74 [-.10, 1.00]"
    )
    assert cell(replace(measure, value=float("nan"))) == "–"
    assert cell(replace(measure, value=-0.001, interval=measure.interval._replace(low=float("nan")))) == ".00"
