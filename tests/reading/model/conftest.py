"""A model small enough to be made on the spot: a vocabulary of letters, and a network that is a few lines of Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from noctuary.reading.model import encoder
from noctuary.reading.model.layout import GISTS, ROLES, TAGS, WIDTH
from noctuary.reading.model.links import BUCKETS, LINK_WIDTH, RELATIONS
from noctuary.reading.model.manifest import MANIFEST, NETWORK, VOCABULARY, layout
from noctuary.reading.model.reader import ModelReader
from noctuary.reading.model.words import Vocabulary
from noctuary.scheme import Scale

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz", *(f"##{c}" for c in "abcdefgh")]

WEIGHTS: dict[str, Any] = {
    "least": dict.fromkeys(Scale, 0.5),
    "present": dict.fromkeys(GISTS, 0.5),
    "unsaid": np.zeros((2, len(ROLES), LINK_WIDTH)).tolist(),
    "distance": np.zeros((len(ROLES), BUCKETS)).tolist(),
    "relation": np.zeros((len(ROLES), len(RELATIONS))).tolist(),
    "confidence": dict.fromkeys(Scale, (1.0, 0.0)),
}


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """A vocabulary of single letters."""
    return Vocabulary(PIECES)


class FakeSession:
    """Says of each word the number of its first piece, and sees each tag the clearer the later in the alphabet."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.given: list[dict[str, Any]] = []

    def run(self, names: list[str], given: dict[str, Any]) -> list[Any]:
        """Check what is given as onnxruntime would, and answer by arithmetic."""
        assert names == ["words", "queries", "keys", "gist", "embedding"]
        self.given.append(given)
        count = given["firsts"].shape[1]
        assert all(given[name].dtype == np.int64 for name in ("pieces", "firsts", "owners"))
        assert given["told"].dtype == np.float32
        assert given["told"].shape[:2] == (1, count)
        assert given["pieces"].shape == given["owners"].shape
        assert given["pieces"].shape[1] <= 512
        first = given["pieces"][0, given["firsts"][0]].astype(np.float32)
        words = np.repeat(first[:, None] / 8 - 2, WIDTH, 1)
        words[:, len(TAGS) :] = 0
        link = np.repeat(first, len(ROLES) * LINK_WIDTH).reshape(count, len(ROLES), LINK_WIDTH)
        vector = np.zeros(384, np.float32)
        vector[int(first[0])] = 1
        return [words[None], link[None], link[None], np.full((1, len(GISTS)), first.max()), vector[None]]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeSession:
    """The one session that every encoder opened in the test has."""
    session = FakeSession()
    monkeypatch.setattr(encoder, "InferenceSession", lambda *_, **__: session)
    return session


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A folder that holds a whole model, though no network that could be opened."""
    (tmp_path / VOCABULARY).write_text("\n".join(PIECES), encoding="utf-8")
    (tmp_path / NETWORK).write_bytes(b"a network")
    hashes = {
        name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in (NETWORK, VOCABULARY)
    }
    manifest = {"version": "7", "layout": layout(), "weights": WEIGHTS, "sha256": hashes}
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path


@pytest.fixture
def open_fake(fake: FakeSession, model_folder: Path) -> Callable[[int], ModelReader]:
    """Opens a reader of the fake network on so many threads."""
    assert not fake.given
    return lambda threads: ModelReader(threads=threads, folder=model_folder)
