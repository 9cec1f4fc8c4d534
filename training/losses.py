"""How far the network is from what it should say, in nats a dream."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from alignment import Target
from examples import Example
from network import Network, Outputs
from noctuary.reading.model.layout import COLUMNS, GISTS, TAGS
from noctuary.reading.model.links import UNSAID, bucket, candidates, related, relations
from noctuary.scheme import Scale

_SCALE_OF_TAG = [Scale(name.split(".")[0]) for name in TAGS]
_SCALE_OF_GIST = [Scale(name.split(".")[0]) for name in GISTS]


def tag_loss(outputs: Outputs, examples: Sequence[Example], targets: Sequence[Target]) -> Tensor:
    """Return the loss of the tags: each word holds each of the scales that were coded, or does not."""
    logits = outputs.words[..., COLUMNS["tags"]]
    wanted = torch.zeros_like(logits)
    weight = torch.zeros_like(logits)
    for row, (example, target) in enumerate(zip(examples, targets, strict=True)):
        told = torch.tensor(example.text.told[: len(example)], dtype=logits.dtype)
        coded = torch.tensor([scale in target.scales for scale in _SCALE_OF_TAG], dtype=logits.dtype)
        weight[row, : len(example)] = told[:, None] * coded
        for word, tag in target.tags:
            wanted[row, word, tag] = 1
    loss = functional.binary_cross_entropy_with_logits(logits, wanted, weight, reduction="sum")
    return loss / len(examples)


def slot_loss(outputs: Outputs, targets: Sequence[Target]) -> Tensor:
    """Return the loss of the slots of characters, settings and directions, at the words where they stand."""
    picks: dict[str, list[tuple[int, int, int, float]]] = defaultdict(list)
    for row, target in enumerate(targets):
        for word, slot, letter, weight in target.slots:
            picks[slot].append((row, word, letter, weight))
    total = outputs.words.new_zeros(())
    for slot, places in picks.items():
        rows, words, letters, weights = zip(*places, strict=True)
        logits = outputs.words[list(rows), list(words)][:, COLUMNS[slot]]
        each = functional.cross_entropy(logits, torch.tensor(letters), reduction="none", label_smoothing=0.02)
        total = total + (each * torch.tensor(weights)).sum()
    return total / len(targets)


def link_scores(
    network: Network, outputs: Outputs, row: int, example: Example, words: list[int], role: int
) -> Tensor:
    """Return for each word how well each candidate fits the role: those unsaid first, then the mentions."""
    mentions = candidates(example.cast, len(example))
    heads = np.array([mention.head for mention in mentions], np.int64)
    queries = outputs.queries[row, words, role]
    keys = torch.cat([network.unsaid[:, role], outputs.keys[row, heads, role]])
    away = bucket(heads[None, :] - np.array(words, np.int64)[:, None])
    grammar = np.stack([relations(related(example.text, example.cast, word), mentions) for word in words])
    told = network.distance[role][torch.from_numpy(away)] + torch.from_numpy(grammar) @ network.relation[role]
    unsaid = queries.new_zeros((len(words), UNSAID))
    return queries @ keys.T / keys.shape[-1] ** 0.5 + torch.cat([unsaid, told], 1)


def link_loss(
    network: Network, outputs: Outputs, examples: Sequence[Example], targets: Sequence[Target]
) -> Tensor:
    """Return the loss of the links: the mass that the right mentions have together."""
    total = outputs.words.new_zeros(())
    for row, (example, target) in enumerate(zip(examples, targets, strict=True)):
        for role in (0, 1):
            links = [(word, right) for word, of, right in target.links if of == role]
            if not links:
                continue
            scores = link_scores(
                network, outputs, row, example, [word for word, _ in links], role
            ).log_softmax(-1)
            for line, (_, right) in enumerate(links):
                total = total - scores[line, right].logsumexp(0)
    return total / len(examples)


def gist_loss(outputs: Outputs, examples: Sequence[Example], targets: Sequence[Target]) -> Tensor:
    """Return the loss of what the dream holds as a whole."""
    wanted = torch.zeros_like(outputs.gist)
    weight = torch.zeros_like(outputs.gist)
    for row, (example, target) in enumerate(zip(examples, targets, strict=True)):
        present = held(example)
        for column, name in enumerate(GISTS):
            wanted[row, column] = name in present
            weight[row, column] = _SCALE_OF_GIST[column] in target.scales
    return functional.binary_cross_entropy_with_logits(outputs.gist, wanted, weight, reduction="sum") / len(
        examples
    )


def likeness_loss(outputs: Outputs, examples: Sequence[Example]) -> Tensor:
    """Return how far the embeddings have moved from the base encoder's, which knows which texts are alike."""
    wanted = torch.from_numpy(np.stack([example.vector for example in examples]))
    return 1 - (outputs.embedding * wanted).sum(-1).mean()


def held(example: Example) -> set[str]:
    """Return which of the gists the hand coding of an example holds."""
    found: set[str] = set()
    for coding in example.gold.codings if example.gold else ():
        code = coding.code
        if code.scale is Scale.EMOTIONS:
            found.add(f"emotions.{code.symbol}")
            if "D" in (code.actor or "").split("+"):
                found.add(f"emotions.{code.symbol}.D")
        else:
            found.add(code.scale.value)
    return found
