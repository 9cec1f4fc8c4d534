"""What stands behind an indicator: the codings of a reading that it counts, and those that it counts them among."""

from __future__ import annotations

from typing import NamedTuple

from noctuary.coding import Coding, Reading
from noctuary.stats.counts import dream_elements, elements
from noctuary.stats.indicators import Definition


class Behind(NamedTuple):
    """The codings of one reading behind an indicator, in their order.

    Parameters
    ----------
    counted
        What the numerator counts; of an indicator of dreams, what makes its dream one of them.
    others
        What the denominator counts besides.
    """

    counted: tuple[Coding, ...] = ()
    others: tuple[Coding, ...] = ()


def behind(definition: Definition, reading: Reading) -> Behind:
    """Return the codings of a reading that stand behind an indicator.

    Parameters
    ----------
    definition
        Which indicator.
    reading
        Where it did not code the scales that the indicator needs, nothing stands behind it.

    Examples
    --------
    >>> from noctuary.coding import Reader
    >>> from noctuary.dream import DreamKey
    >>> from noctuary.scheme import Scale, parse
    >>> from noctuary.stats.indicators import DEFINITIONS
    >>> male = next(each for each in DEFINITIONS if each.key == "male percent")
    >>> cast = tuple(Coding(parse(code, Scale.CHARACTERS)) for code in ("1MKA", "1FSA", "1ANI"))
    >>> found = behind(male, Reading(DreamKey("mine", "1"), Reader("by hand"), cast))
    >>> [str(coding.code) for coding in found.counted], [str(coding.code) for coding in found.others]
    (['1MKA'], ['1FSA'])
    """
    if not definition.scales <= set(reading.scales):
        return Behind()
    counted, others = [], []
    for coding in reading.codings:
        told = {*elements(coding.code), *dream_elements(coding.code)}
        if not told.isdisjoint(definition.counted):
            counted.append(coding)
        elif not told.isdisjoint(definition.all):
            others.append(coding)
    return Behind(tuple(counted), tuple(others))
