"""How well chains of mentions match the chains that count as right: MUC, B-cubed, CEAF and their mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.errors import MissingExtraError

Chain = Collection[Hashable]
"""The mentions of somebody: anything that tells mentions apart, such as their places."""
_Sums = NDArray[np.float64]
_MEASURES: Final = ("MUC", "B³", "CEAF-e")


@dataclass(frozen=True, slots=True)
class Match:
    """How well chains match by one measure, each from 0 to 1; 0 where nothing could match."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def coreference(texts: Iterable[tuple[Sequence[Chain], Sequence[Chain]]]) -> dict[str, Match]:
    """Score chains of mentions against those that count as right, over some texts together.

    Parameters
    ----------
    texts
        For each, the right chains and those that were found. No mention stands in two chains of a side.

    Returns
    -------
    dict of str to Match
        By measure: ``MUC``, ``B³``, ``CEAF-e``. Counts are added up over the texts, so long ones weigh more. All 0
        without texts.

    Raises
    ------
    MissingExtraError
        Without the extra `research`, which pairs chains best.

    References
    ----------
    Vilain et al. (1995); Bagga & Baldwin (1998); Luo (2005), with the similarity of entities; as settled by Pradhan
    et al. (2014), Scoring Coreference Partitions of Predicted Mentions.

    Examples
    --------
    >>> scores = coreference([(["abc", "defg"], ["ab", "cd", "fghi"])])
    >>> {name: f"{match.precision:.2f} {match.recall:.2f} {match.f1:.2f}" for name, match in scores.items()}
    {'MUC': '0.40 0.40 0.40', 'B³': '0.50 0.42 0.45', 'CEAF-e': '0.43 0.65 0.52'}
    >>> round(conll_f1(scores), 2)
    0.46
    """
    total = np.zeros((len(_MEASURES), 2, 2))
    for right, found in texts:
        total += [_links(right, found), _mentions(right, found), _entities(right, found)]
    quotients = np.divide(
        total[..., 0], total[..., 1], out=np.zeros(total.shape[:2]), where=total[..., 1] > 0
    )
    return {
        name: Match(float(precision), float(recall))
        for name, (precision, recall) in zip(_MEASURES, quotients, strict=True)
    }


def conll_f1(scores: dict[str, Match]) -> float:
    """Return the mean F1 of the three measures, by which systems are compared."""
    return sum(match.f1 for match in scores.values()) / len(scores)


# Each measure: numerator and denominator of precision, then of recall.


def _links(right: Sequence[Chain], found: Sequence[Chain]) -> list[tuple[float, float]]:
    return [_links_kept(found, right), _links_kept(right, found)]


def _links_kept(chains: Sequence[Chain], others: Sequence[Chain]) -> tuple[float, float]:
    """Return how many links of the chains the others keep, of how many."""
    chain_of = _chain_of(others)
    kept = sum(len(chain) - _parts(chain, chain_of) for chain in chains)
    return kept, sum(len(chain) - 1 for chain in chains)


def _parts(chain: Chain, chain_of: dict[Hashable, int]) -> int:
    """Return into how many parts other chains break one; a mention that none of them holds is a part of its own."""
    whole = {chain_of[mention] for mention in chain if mention in chain_of}
    return len(whole) + sum(mention not in chain_of for mention in chain)


def _mentions(right: Sequence[Chain], found: Sequence[Chain]) -> list[tuple[float, float]]:
    return [_mentions_kept(found, right), _mentions_kept(right, found)]


def _mentions_kept(chains: Sequence[Chain], others: Sequence[Chain]) -> tuple[float, float]:
    chain_of = _chain_of(others)
    kept = 0.0
    for chain in chains:
        shared = Counter(chain_of[mention] for mention in chain if mention in chain_of)
        kept += sum(count * count for count in shared.values()) / max(1, len(chain))
    return kept, sum(map(len, chains))


def _entities(right: Sequence[Chain], found: Sequence[Chain]) -> list[tuple[float, float]]:
    chain_of = _chain_of(found)
    alike: _Sums = np.zeros((len(right), len(found)))
    for row, chain in enumerate(right):
        shared = Counter(chain_of[mention] for mention in chain if mention in chain_of)
        for column, count in shared.items():
            alike[row, column] = 2 * count / (len(chain) + len(found[column]))
    best = _best_pairing(alike)
    return [(best, len(found)), (best, len(right))]


def _best_pairing(alike: _Sums) -> float:
    try:
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("Scoring coreference", "scipy", "research") from error
    return float(alike[linear_sum_assignment(alike, maximize=True)].sum())


def _chain_of(chains: Sequence[Chain]) -> dict[Hashable, int]:
    return {mention: number for number, chain in enumerate(chains) for mention in chain}
