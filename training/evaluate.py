"""Score a network on hand codings, before it is exported.

    python training/evaluate.py NETWORK --chosen chosen.json --codings FILE... [--collection NAME]

With a network that was trained ``--without`` a collection, and that collection, this tells how well a series is read
that nothing is known of.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from batches import batches, inputs
from examples import Example, coded, load_codings, vocabulary
from network import Network, base_folder, load
from noctuary.coding import EVERY_SCALE, Reader, Reading
from noctuary.dream import DreamKey
from noctuary.reading.model.decode import Floats, Sight, Weights, decode
from noctuary.reading.model.layout import GISTS
from noctuary.scheme import Scale
from noctuary.stats.evaluation import evaluate

_READER = Reader("model", "training")

#: Where nothing has been chosen yet.
PLAIN = {
    "least": {scale.value: 0.4 for scale in Scale},
    "present": dict.fromkeys(GISTS, 0.45),
    "confidence": {scale.value: (1.0, 0.0) for scale in Scale},
}


def sights(network: Network, examples: Sequence[Example]) -> dict[str, Sight]:
    """Return what the network says of each example, by id."""
    network.eval()
    found: dict[str, Sight] = {}
    with torch.no_grad():
        for batch in batches(examples):
            outputs = [part.numpy() for part in network(**inputs(batch))]
            for row, example in enumerate(batch):
                words, queries, keys = (part[row, : len(example)] for part in outputs[:3])
                found[example.id] = Sight(words, queries, keys, outputs[3][row], outputs[4][row])
    return found


def numbers(network: Network, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of decoding, as the reader's file holds them: the network's own, and those that were chosen."""
    own = {name: getattr(network, name).detach().tolist() for name in ("unsaid", "distance", "relation")}
    return {**PLAIN, **chosen, **own}


def weights(network: Network, chosen: Mapping[str, Any]) -> Weights:
    """Return the numbers of decoding, ready for use."""
    return Weights.read(numbers(network, chosen))


def readings(
    examples: Sequence[Example],
    seen: dict[str, Sight],
    using: Weights,
    scales: Collection[Scale] = EVERY_SCALE,
) -> dict[str, Reading]:
    """Return the reading of each example. Words beyond the window say nothing."""
    return {
        example.id: Reading(
            DreamKey(example.collection, example.id),
            _READER,
            tuple(
                decode(
                    example.text, example.cast, example.seen, _whole(example, seen[example.id]), using, scales
                )
            ),
        )
        for example in examples
    }


def _whole(example: Example, sight: Sight) -> Sight:
    """Return what is said of all words, where those beyond the window carry nothing."""
    missing = len(example.text) - len(example)

    def padded(said: Floats, value: float) -> Floats:
        return np.concatenate([said, np.full((missing, *said.shape[1:]), value, said.dtype)])

    return sight._replace(
        words=padded(sight.words, -9), queries=padded(sight.queries, 0), keys=padded(sight.keys, 0)
    )


def main() -> None:
    """Print the measures of every scale, with their intervals."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("network", type=Path)
    parser.add_argument("--chosen", type=Path, required=True)
    parser.add_argument("--codings", type=Path, nargs="+", required=True)
    parser.add_argument("--collection", help="only this one")
    options = parser.parse_args()
    network = load(options.network)
    pairs = [pair for path in options.codings for pair in load_codings(path)]
    wanted = [pair for pair in pairs if options.collection in (None, pair[0].series)]
    examples = coded(wanted, vocabulary(base_folder()))
    chosen = json.loads(options.chosen.read_text(encoding="utf-8"))
    found = readings(examples, sights(network, examples), weights(network, chosen))
    gold = [example.gold for example in examples if example.gold is not None]
    for score in evaluate(gold, found.values()).scores:
        low, high = score.interval
        print(f"{score.scale:13} {score.measure:45} {score.value:6.3f} [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
