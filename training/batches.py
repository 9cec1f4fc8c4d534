"""Examples in batches: by length, in an order that a seed fixes, as tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from examples import Example
from noctuary.reading.model.layout import FEATURES

PIECES = 1800
"""Pieces in a batch, padding included."""


def batches(examples: Sequence[Example], *, seed: int | None = None) -> Iterator[list[Example]]:
    """Yield all examples in batches of about the same length; shuffled by `seed`, in order of length without one."""
    shuffler = random.Random(seed)  # noqa: S311
    key = {
        id(e): len(e.window.pieces) * (1 if seed is None else shuffler.uniform(0.9, 1.1)) for e in examples
    }
    ordered = sorted(examples, key=lambda e: key[id(e)])
    found: list[list[Example]] = [[]]
    for example in ordered:
        if found[-1] and (len(found[-1]) + 1) * len(example.window.pieces) > PIECES:
            found.append([])
        found[-1].append(example)
    if seed is not None:
        shuffler.shuffle(found)
    yield from found


_MASK = 103
"""The vocabulary's ``[MASK]``."""


def blurred(tensors: dict[str, Tensor], *, pieces: float = 0.04, hints: float = 0.08) -> dict[str, Tensor]:
    """Return a batch with some pieces masked and some words' hints gone, so that nothing hangs on one of them."""
    shown = tensors["pieces"]
    inner = (tensors["mask"] == 1) & (torch.arange(shown.shape[1]) > 0)
    hidden = inner & (torch.rand(shown.shape) < pieces)
    kept = (torch.rand(tensors["told"].shape[:2]) >= hints).unsqueeze(-1)
    return tensors | {"pieces": shown.masked_fill(hidden, _MASK), "told": tensors["told"] * kept}


def inputs(batch: Sequence[Example]) -> dict[str, Tensor]:
    """Return the tensors that the network reads, by name of its arguments."""
    pieces = max(len(e.window.pieces) for e in batch)
    words = max(len(e) for e in batch)
    arrays = {
        "pieces": np.zeros((len(batch), pieces), np.int64),
        "mask": np.zeros((len(batch), pieces), np.int64),
        "firsts": np.zeros((len(batch), words), np.int64),
        "owners": np.zeros((len(batch), pieces), np.int64),
        "told": np.zeros((len(batch), words, len(FEATURES)), np.float32),
        "real": np.zeros((len(batch), words), np.int64),
    }
    for row, example in enumerate(batch):
        size, count = len(example), len(example.window.pieces)
        arrays["pieces"][row, :count] = example.window.pieces
        arrays["mask"][row, :count] = 1
        arrays["firsts"][row, :size] = example.window.firsts
        arrays["owners"][row, :count] = example.window.owners
        arrays["told"][row, :size] = example.told[:size]
        arrays["real"][row, :size] = 1
    return {name: torch.from_numpy(array) for name, array in arrays.items()}
