"""Words that any dream may hold: those that carry a telling along, and those that dreams of many people hold."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from noctuary.figures.forms import base_form
from noctuary.figures.word_counts import reference_words


@cache
def stop_words() -> frozenset[str]:
    """Return the words that say how something is told rather than what of, in lower case."""
    text = files("noctuary.figures").joinpath("data/stop_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def is_common(word: str) -> bool:
    """Tell whether a word is one that dreams of many people hold, and so no name of somebody's.

    Parameters
    ----------
    word
        In lower case, in any form.

    Examples
    --------
    >>> is_common("houses"), is_common("they"), is_common("ludlow")
    (True, True, False)
    """
    return (
        word in stop_words()
        or word in reference_words()
        or base_form(word, reference_words()) in reference_words()
    )
