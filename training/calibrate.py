"""Choose the few numbers of decoding on dreams that took no part in training, and learn what a confidence is worth.

    python training/calibrate.py CHECKPOINT --codings DEV.jsonl -o chosen.json

For each scale: how likely a word must be to carry a code, and how likely the dream as a whole must be to hold any.
Each is chosen from a coarse grid by the scale's own measures, smoothed over neighbours, since a few hundred dreams
cannot tell more. Confidences are made honest by a logistic curve for each scale.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import logit

from evaluate import PLAIN, readings, sights, weights
from examples import Example, coded, load_codings, vocabulary
from network import Network, base_folder, load
from noctuary.coding import EVERY_SCALE, Reading
from noctuary.reading.model.decode import Sight
from noctuary.reading.model.layout import GISTS, PRESENT
from noctuary.scheme import Scale
from noctuary.stats.evaluation import evaluate

_WORD = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
_DREAM = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


_ACT = {"presence F1": 1.0, "class F1": 1.0, "slot mean F1": 2.0}
_TURN = {"presence F1": 1.0}
_SCENE = {"slot mean F1": 1.0, "micro F1": 1.0}
_LIST = {"mean F1": 1.0, "micro F1": 1.0}
#: What makes a scale's codes good: measures of :mod:`noctuary.stats.evaluation`, each with its weight.
_WORTH = {
    Scale.CHARACTERS: {"mean F1": 1.0, "slot mean F1": 0.5, "micro F1": 0.5},
    Scale.AGGRESSION: _ACT,
    Scale.FRIENDLINESS: _ACT,
    Scale.SEXUALITY: _ACT,
    Scale.SUCCESS: _TURN,
    Scale.FAILURE: _TURN,
    Scale.MISFORTUNE: _TURN,
    Scale.GOOD_FORTUNE: _TURN,
    Scale.EMOTIONS: dict.fromkeys(
        ("general, micro F1", "dreamer, micro F1", "general, emotional dreams only, micro F1"), 1.0
    ),
    Scale.ACTIVITIES: _SCENE,
    Scale.SETTINGS: _SCENE,
    Scale.OBJECTS: _LIST,
    Scale.MODIFIERS: _LIST,
}


def worth(scale: Scale, gold: Iterable[Reading], found: Iterable[Reading]) -> float:
    """Return how good the codes of a scale are, as one number; what cannot be measured counts nothing."""
    evaluation = evaluate(gold, found, resamples=0)
    values = {score.measure: score.value for score in evaluation.scores if score.scale == scale}
    return sum(weight * np.nan_to_num(values.get(measure, 0)) for measure, weight in _WORTH[scale].items())


class Choosing:
    """One network's view of the held-out dreams, decoded again and again."""

    def __init__(self, network: Network, examples: Sequence[Example]) -> None:
        self.network = network
        self.examples = examples
        self.gold = [example.gold for example in examples if example.gold is not None]
        self.seen: dict[str, Sight] = sights(network, examples)
        self.chosen: dict[str, Any] = copy.deepcopy(PLAIN)

    def read(self, scales: Collection[Scale] = EVERY_SCALE) -> dict[str, Reading]:
        """Read every dream with what is chosen so far."""
        return readings(self.examples, self.seen, weights(self.network, self.chosen), scales)

    def scale(self, scale: Scale) -> None:
        """Choose what one scale needs."""
        grids = [("least", scale.value, _WORD)]
        if scale in PRESENT:
            grids.append(("present", scale.value, _DREAM))
        for _ in range(len(grids)):
            for table, name, grid in grids:
                self._choose(scale, table, [name], grid)

    def emotions(self) -> None:
        """Choose for the emotions: one bound for all words, and one for each class in the whole dream."""
        names = [name for name in GISTS if name.startswith("emotions.") and not name.endswith(".D")]
        self._choose(Scale.EMOTIONS, "present", names, _DREAM)
        self._choose(Scale.EMOTIONS, "least", [Scale.EMOTIONS.value], _WORD)
        for name in names:
            self._choose(Scale.EMOTIONS, "present", [name], _DREAM)

    def _choose(self, scale: Scale, table: str, names: list[str], grid: Sequence[float]) -> None:
        worths = []
        for value in grid:
            self.chosen[table].update(dict.fromkeys(names, value))
            # Who takes part in an act is coded as a character, so these depend on all the others.
            found = self.read(EVERY_SCALE if scale is Scale.CHARACTERS else (scale,))
            worths.append(worth(scale, self.gold, found.values()))
        smooth = np.convolve(np.pad(worths, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
        self.chosen[table].update(dict.fromkeys(names, grid[int(np.argmax(smooth))]))

    def confidences(self) -> None:
        """Fit for each scale the curve from the network's odds to the share that is right."""
        found = self.read()
        for scale in Scale:
            odds, right = [], []
            for example in self.examples:
                assert example.gold is not None
                if scale not in example.gold.scales:
                    continue
                left = Counter(example.gold.codes(scale))
                for coding in sorted(found[example.id].on(scale), key=lambda c: -(c.confidence or 0)):
                    odds.append(logit(np.clip(coding.confidence, 1e-3, 0.999)))
                    right.append(left[coding.code] > 0)
                    left[coding.code] -= 1
            self.chosen["confidence"][scale.value] = _logistic(np.array(odds), np.array(right, dtype=float))


def _logistic(odds: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return slope and offset of a logistic curve, drawn to slope 1 and offset 0 where there is little to fit."""

    def loss(curve: np.ndarray) -> float:
        likely = curve[0] * odds + curve[1]
        fit = np.logaddexp(0, likely) - right * likely
        return float(fit.sum() + (curve[0] - 1) ** 2 + 0.25 * curve[1] ** 2)

    slope, offset = minimize(loss, np.array([1.0, 0.0]), bounds=[(0.05, 3), (-6, 6)]).x
    return round(float(slope), 3), round(float(offset), 3)


def main() -> None:
    """Choose, and write what was chosen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--codings", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    network = load(options.checkpoint)
    examples = coded(load_codings(options.codings), vocabulary(base_folder()))
    choosing = Choosing(network, examples)
    coded_scales = {scale for gold in choosing.gold for scale in gold.scales}
    for scale in (scale for scale in reversed(Scale) if scale in coded_scales):
        if scale is Scale.EMOTIONS:
            choosing.emotions()
        else:
            choosing.scale(scale)
    choosing.confidences()
    options.output.write_text(json.dumps(choosing.chosen, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
