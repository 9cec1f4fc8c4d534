"""Train the reader: persons from LitBank first, then every scale from hand codings.

    python training/train.py --codings TRAIN.jsonl --litbank FOLDER --out FOLDER

Deterministic from ``--seed``; each epoch leaves a checkpoint in ``--out``, and the same command goes on from the last.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

import litbank
from alignment import Target, align
from batches import batches, blurred, inputs
from examples import Example, coded, load_codings, vocabulary
from losses import gist_loss, likeness_loss, link_loss, slot_loss, tag_loss
from network import Network, Outputs, base_folder, from_base
from noctuary.reading.model.layout import SLOTS, TAGS
from noctuary.scheme import Scale

_CHARACTER_TAG = TAGS.index(Scale.CHARACTERS.value)


def person_target(example: Example) -> Target:
    """Return what LitBank tells: which words introduce a person, and of which sex."""
    target = Target(scales={Scale.CHARACTERS})
    for word, sex, number in example.persons:
        target.tags.append((word, _CHARACTER_TAG))
        target.slots.append((word, "kind", 0, 0.3))
        if sex:
            target.slots.append((word, "sex", SLOTS["sex"].index(sex), 0.5))
        if number:
            target.slots.append((word, "number", SLOTS["number"].index(number), 0.5))
    return target


class Training:
    """One training: the network, its running average, and where it stands."""

    def __init__(self, network: Network, out: Path, *, seed: int, rate: float, fade: float = 0.99) -> None:
        self.network = network
        self.average = {name: value.detach().clone() for name, value in network.state_dict().items()}
        self.out = out
        self.seed = seed
        self.rate = rate
        self.fade = fade
        self.step = 0
        learned = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
        parts = {"encoder": 1.0, "lists": 100.0, "relation": 100.0, "distance": 100.0}
        self.speeds = [*parts.values(), 10.0]
        groups: list[list[Tensor]] = [[] for _ in self.speeds]
        for name, value in learned:
            part = name.split(".")[0]
            groups[[*parts].index(part) if part in parts else -1].append(value)
        self.optimizer = torch.optim.AdamW(
            [{"params": group, "lr": rate} for group in groups], weight_decay=0.01, betas=(0.9, 0.98)
        )

    def epoch(
        self, number: int, examples: Sequence[Example], loss_of: Callable[..., Tensor], steps: int
    ) -> float:
        """Run one epoch and return its mean loss."""
        self.network.train()
        losses = []
        for batch in batches(examples, seed=self.seed * 1000 + number):
            share = self.step / steps
            warm = min(1.0, self.step / (0.06 * steps))
            for group, speed in zip(self.optimizer.param_groups, self.speeds, strict=True):
                group["lr"] = self.rate * speed * warm * max(0.02, 1 - share)
            outputs = self.network(**blurred(inputs(batch)))
            loss = loss_of(self.network, outputs, batch, number)
            self.optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 20.0)
            self.optimizer.step()
            self.step += 1
            with torch.no_grad():
                fade = min(self.fade, self.step / (self.step + 20))
                for name, value in self.network.named_parameters():
                    if value.requires_grad:
                        self.average[name].lerp_(value, 1 - fade)
            losses.append(loss.item())
            if self.step % 20 == 0:
                print(f"  step {self.step}/{steps}: loss {np.mean(losses[-20:]):.3f}", flush=True)
        return float(np.mean(losses))

    def save(self, name: str, number: int) -> None:
        """Write a checkpoint, whole or not at all."""
        part = self.out / f"{name}.part"
        state = {
            "network": self.network.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "epoch": number,
        }
        torch.save(state, part)
        part.replace(self.out / f"{name}.pt")

    def resume(self, name: str) -> int:
        """Go on from a checkpoint; return the epochs that are done."""
        path = self.out / f"{name}.pt"
        if not path.exists():
            return 0
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average = state["average"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
        return int(state["epoch"])


def person_loss(network: Network, outputs: Outputs, batch: Sequence[Example], number: int) -> Tensor:  # noqa: ARG001
    """Return the loss of an epoch on LitBank."""
    targets = [person_target(example) for example in batch]
    return tag_loss(outputs, batch, targets) + slot_loss(outputs, targets)


_TRUST = (3.0, 2.0, 1.2, 0.8)


def coding_loss(network: Network, outputs: Outputs, batch: Sequence[Example], number: int) -> Tensor:
    """Return the loss of an epoch on hand codings, aligned anew by what the network says."""
    trust = _TRUST[min(number, len(_TRUST) - 1)]
    words = outputs.words.detach().numpy()
    targets = [align(example, words[row, : len(example)], trust) for row, example in enumerate(batch)]
    return (
        tag_loss(outputs, batch, targets)
        + slot_loss(outputs, targets)
        + 0.5 * link_loss(network, outputs, batch, targets)
        + 2.0 * gist_loss(outputs, batch, targets)
        + 5.0 * likeness_loss(outputs, batch)
    )


def main() -> None:
    """Train, epoch by epoch."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--codings", type=Path, required=True)
    parser.add_argument("--litbank", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights to start from, instead of LitBank")
    parser.add_argument("--without", action="append", default=[], help="a collection to leave out")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--person-epochs", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    base = base_folder()
    pieces = vocabulary(base)
    network = from_base(base)
    examples = coded((p for p in load_codings(options.codings) if p[0].series not in options.without), pieces)
    remember(network, examples)
    if options.litbank:
        novels = list(litbank.load(options.litbank, pieces))
        training = Training(network, options.out, seed=options.seed, rate=options.rate)
        run(training, "persons", novels, person_loss, options.person_epochs)
        network.load_state_dict(training.average)
    elif options.start:
        network.load_state_dict(torch.load(options.start, weights_only=True)["average"])
    training = Training(network, options.out, seed=options.seed, rate=options.rate)
    run(training, "codings", examples, coding_loss, options.epochs)
    torch.save({"average": training.average}, options.out / "network.pt")


def remember(network: Network, examples: list[Example]) -> None:
    """Note the embedding of each example by the base encoder, before training moves it."""
    network.eval()
    with torch.no_grad():
        for batch in batches(examples):
            vectors = network(**inputs(batch)).embedding.numpy()
            for example, vector in zip(batch, vectors, strict=True):
                example.vector = vector


def run(
    training: Training, name: str, examples: list[Example], loss: Callable[..., Tensor], epochs: int
) -> None:
    """Run the epochs that are not done yet."""
    done = training.resume(name)
    steps = epochs * sum(1 for _ in batches(examples))
    for number in range(done, epochs):
        begun = time.monotonic()
        torch.manual_seed(training.seed * 1000 + number)
        mean = training.epoch(number, examples, loss, steps)
        training.save(name, number + 1)
        print(
            f"{name} epoch {number + 1}/{epochs}: loss {mean:.3f}, {time.monotonic() - begun:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    main()
