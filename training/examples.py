"""Dreams as the network is trained on them: words, what the lists saw, and what hand coders found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream
from noctuary.interchange import dream_from_dict, reading_from_dict
from noctuary.reading.cast import Cast
from noctuary.reading.lexical import look
from noctuary.reading.model.features import features
from noctuary.reading.model.words import Vocabulary, Window, windows
from noctuary.reading.text import DreamText

_CODERS = Reader("hand", "1", ReaderKind.PERSON)


@dataclass(slots=True)
class Example:
    """One text, prepared once.

    Parameters
    ----------
    id, collection
        Of the dream; LitBank and others have collections of their own.
    text, cast, seen
        What the lexical reader makes of it.
    told
        The features of each word.
    window
        The words that fit the network at once; the few longer dreams of the training data are cut there.
    gold
        The hand coding; ``None`` where there is none.
    persons
        For texts without codes: the words that introduce a person, each with its sex and number where known.
    vector
        The base encoder's embedding, which the reader's is to stay close to.
    """

    id: str
    collection: str
    text: DreamText
    cast: Cast
    seen: list[Coding]
    told: npt.NDArray[np.float16]
    window: Window
    gold: Reading | None = None
    persons: list[tuple[int, str, str]] = field(default_factory=list)
    vector: npt.NDArray[np.float32] | None = None

    def __len__(self) -> int:
        return self.window.end


def load_codings(path: Path) -> Iterator[tuple[Dream, Reading]]:
    """Yield the hand-coded dreams of an interchange file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            dream = dream_from_dict(row)
            reading, _ = reading_from_dict(row, dream.key, reader=_CODERS)
            yield dream, reading


def prepare(dream: Dream, vocabulary: Vocabulary) -> Example:
    """Return a dream as an example without gold."""
    looked = look(dream.text)
    return Example(
        dream.id,
        dream.series,
        *looked,
        features(*looked).astype(np.float16),
        windows(looked.text.words, vocabulary)[0],
    )


def coded(pairs: Iterable[tuple[Dream, Reading]], vocabulary: Vocabulary) -> list[Example]:
    """Return hand-coded dreams as examples; empty texts are left out."""
    found = []
    for dream, reading in pairs:
        if dream.text.strip():
            example = prepare(dream, vocabulary)
            example.gold = reading
            found.append(example)
    return found


def vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary of the base encoder in `folder`."""
    return Vocabulary((folder / "vocab.txt").read_text(encoding="utf-8").split("\n"))
