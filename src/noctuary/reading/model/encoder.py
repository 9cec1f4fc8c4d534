"""The network at run time: words in, what it says of each of them out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from onnxruntime import (  # type: ignore[import-untyped]
    InferenceSession,
    SessionOptions,
    disable_telemetry_events,
)

from noctuary.reading.model.decode import Floats, Sight
from noctuary.reading.model.features import Features
from noctuary.reading.model.layout import GISTS, ROLES, WIDTH
from noctuary.reading.model.links import LINK_WIDTH
from noctuary.reading.model.words import Vocabulary, Window, kept, windows

EMBEDDING_WIDTH: Final = 384

_ERRORS_ONLY: Final = 3

_NOTHING: Final = Sight(
    np.zeros((0, WIDTH), np.float32),
    np.zeros((0, len(ROLES), LINK_WIDTH), np.float32),
    np.zeros((0, len(ROLES), LINK_WIDTH), np.float32),
    np.full(len(GISTS), -np.inf, np.float32),
    np.zeros(EMBEDDING_WIDTH, np.float32),
)
"""What there is to say of a text without words."""


class Encoder:
    """The network, open. Several threads may use it at once.

    It reads one window at a time, on one thread. Its whole numbers are scaled by the largest value at hand: read
    beside other dreams, or padded to their length, a dream would be rounded otherwise, and read otherwise. Alone, it
    says the same of the same words whatever else is read. Several threads, each with a dream of its own, are no
    slower for it.

    Parameters
    ----------
    network
        An ONNX file as ``training/export.py`` writes it.
    vocabulary
        How words are cut for it.
    """

    def __init__(self, network: bytes, vocabulary: Vocabulary) -> None:
        disable_telemetry_events()
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        self._session = InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._vocabulary = vocabulary

    def see(self, words: list[str], told: Features) -> Sight:
        """Return what the network says of a dream.

        Parameters
        ----------
        words
            In lower case; any number.
        told
            (words, FEATURES), what is known of each before.
        """
        found = windows(words, self._vocabulary)
        if not found:
            return _NOTHING
        seen = [self._see(window, told) for window in found]
        return _joined(
            seen, [_within(window, taken) for window, taken in zip(found, kept(found), strict=True)]
        )

    def _see(self, window: Window, told: Features) -> Sight:
        given = {
            "pieces": np.array([window.pieces]),
            "firsts": np.array([window.firsts]),
            "owners": np.array([window.owners]),
            "told": told[None, window.begin : window.end],
        }
        return Sight(*(output[0] for output in self._session.run(list(Sight._fields), given)))


def _within(window: Window, taken: range) -> slice:
    """Return the words that are taken from a window, counted from its beginning."""
    return slice(taken.start - window.begin, taken.stop - window.begin)


def _joined(seen: list[Sight], taken: list[slice]) -> Sight:
    """Return what is said of a whole dream: each word once, whatever any window holds, and the middle of all."""
    shares = np.array([[words.stop - words.start] for words in taken], np.float32)
    middle = (np.stack([sight.embedding for sight in seen]) * shares).sum(0)
    return Sight(
        _taken((sight.words for sight in seen), taken),
        _taken((sight.queries for sight in seen), taken),
        _taken((sight.keys for sight in seen), taken),
        np.stack([sight.gist for sight in seen]).max(0),
        middle / max(float(np.linalg.norm(middle)), 1e-6),
    )


def _taken(parts: Iterable[Floats], taken: list[slice]) -> Floats:
    return np.concatenate([part[words] for part, words in zip(parts, taken, strict=True)])
