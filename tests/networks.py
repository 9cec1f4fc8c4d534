"""Tables of dreams and figures for tests, written as words: ``table("ABC", "CD", "E")``."""

from __future__ import annotations

import random

from noctuary.figures.incidence import Circle, Incidence, Node

KIN = frozenset("KLM")


def table(*casts: str) -> Incidence:
    """Each word is the cast of a dream, each letter a figure; K, L and M are kin."""
    letters = sorted(set().union(*casts))
    return Incidence.of(
        [Node(letter, letter, circle=Circle.KIN if letter in KIN else Circle.KNOWN) for letter in letters],
        casts,
    )


def two_circles(dreams: int = 80, *, size: int = 20, seed: int = 5) -> Incidence:
    """Dreams of one circle or another, never of both, but for one figure who is met in either."""
    chance = random.Random(seed)
    casts = []
    for dream in range(dreams):
        circle = [f"{'home' if dream % 2 else 'work'} {number}" for number in range(size)]
        casts.append([*chance.sample(circle, 3), *(["Rachel"] if dream % 5 == 0 else [])])
    keys = sorted({key for cast in casts for key in cast})
    nodes = [Node(key, key, circle=Circle.KIN if key.startswith("home") else Circle.KNOWN) for key in keys]
    return Incidence.of(nodes, casts)
