"""Time cut into pieces that can be compared: to see when somebody or something came, and how that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Final

from noctuary.dates import readable_date
from noctuary.dream import DreamKey

# Fewer appearances than this make no thirds to compare.
_FEWEST_FOR_THIRDS: Final = 6
# How many years go together, of so many at most.
_YEARS: Final = ((1, 12), (5, 60), (10, 10_000))
_THIRDS: Final = ("first third", "second third", "last third")
_UNDATED: Final = "undated"

#: A dream and its date as it sorts.
Dated = tuple[DreamKey, str]


def stretches(dreams: Sequence[Dated], present: Collection[DreamKey]) -> dict[str, list[DreamKey]]:
    """Return the dreams of each stretch of time between the first and the last appearance of something.

    Parameters
    ----------
    dreams
        All that were looked through, by date, the undated first.
    present
        Those in which it appears.

    Returns
    -------
    dict
        By years, or a few years together, where the appearances fall into several, and ``undated``; else by thirds
        of the appearances. Empty where there are too few for either.

    Examples
    --------
    >>> dreams = [(DreamKey("mine", str(nr)), f"{1990 + nr // 2}-01-01") for nr in range(6)]
    >>> {name: len(keys) for name, keys in stretches(dreams, {dreams[1][0], dreams[4][0]}).items()}
    {'1990': 2, '1991': 2, '1992': 2}
    """
    beside = [(key, date) for key, date in dreams if key in present]
    years = {readable_date(date)[:4] for _, date in beside} - {""}
    if len(years) > 1:
        return _by_year(dreams, min(years), max(years))
    if len(beside) >= _FEWEST_FOR_THIRDS:
        return _by_thirds([key for key, _ in dreams], [key for key, _ in beside])
    return {}


def _by_year(dreams: Iterable[Dated], first: str, last: str) -> dict[str, list[DreamKey]]:
    spanned = int(last) - int(first) + 1
    width = next(width for width, most in _YEARS if spanned <= most)
    during: defaultdict[str, list[DreamKey]] = defaultdict(list)
    for key, date in dreams:
        year = readable_date(date)[:4]
        if not year:
            during[_UNDATED].append(key)
        elif first <= year <= last:
            start = int(year) // width * width
            during[str(start) if width == 1 else f"{start}–{start + width - 1}"].append(key)
    return dict(sorted(during.items()))


def _by_thirds(keys: Sequence[DreamKey], seen: Sequence[DreamKey]) -> dict[str, list[DreamKey]]:
    # From its first dream to its last: before and after, there is nothing to compare.
    edges = [keys.index(seen[len(seen) * third // 3]) for third in range(3)]
    edges.append(keys.index(seen[-1]) + 1)
    return {name: list(keys[start:end]) for name, (start, end) in zip(_THIRDS, pairwise(edges), strict=True)}
