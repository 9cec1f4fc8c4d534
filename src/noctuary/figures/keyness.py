"""Which words are unusually frequent in some dreams, beside others: how much more, and how surely.

Each dream counts as the set of its words: a dream that says "key" ten times is
one dream with a key. A word's share is its share of all words so counted, since
in long dreams there is more of everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from statistics import NormalDist
from typing import Final

from noctuary.figures.word_counts import Count, Counts
from noctuary.stats.effect import Interval, benjamini_hochberg

#: A word is tested if so many dreams of one of both samples hold it, and in a set so many dreamers.
LEAST_DREAMS: Final = 5
LEAST_DREAMERS: Final = 3
#: Adjusted p below which a word is held for key.
LEVEL: Final = 0.05
# A pair stands for a word too, where so large a share of the word's dreams hold the pair.
_IN_PAIR: Final = 0.6
# Added to counts and totals, so that a word that one sample lacks has a ratio (Haldane and Anscombe).
_SMOOTHING: Final = 0.5


def log_likelihood(count: float, total: float, other_count: float, other_total: float) -> float:
    """Log-likelihood G² of two frequencies being one.

    Parameters
    ----------
    count, other_count
        How often a word occurs in each sample; not negative.
    total, other_total
        How many words each sample has; positive.

    Returns
    -------
    float
        From 0, in equal shares. Beyond 3.84 p is below .05, beyond 6.63 below .01, beyond 15.13 below .0001.

    References
    ----------
    Rayson & Garside (2000), Comparing corpora using frequency profiling, Proceedings of the workshop on
    Comparing Corpora, 1-6; critical values as in Rayson, Berridge & Francis (2004).

    Examples
    --------
    >>> round(log_likelihood(20, 1000, 10, 1000), 2)
    3.4
    """
    share = (count + other_count) / (total + other_total)
    return 2 * math.fsum(
        observed * math.log(observed / (size * share))
        for observed, size in ((count, total), (other_count, other_total))
        if observed
    )


def log_likelihood_p(g2: float) -> float:
    """Return the p value of a G², by the chi-square distribution with one degree of freedom.

    Examples
    --------
    >>> round(log_likelihood_p(6.63), 3)
    0.01
    """
    # Rounding may leave a G² of equal shares a little below 0.
    return math.erfc(math.sqrt(max(0.0, g2) / 2))


def log_ratio(count: float, total: float, other_count: float, other_total: float) -> float:
    """Binary logarithm of the ratio of two shares: each step of 1 doubles how frequent a word is.

    Parameters
    ----------
    count, total, other_count, other_total
        As in :func:`log_likelihood`. Half is added to counts and totals, so that what one sample lacks has a ratio.

    References
    ----------
    Hardie (2014), Log Ratio: an informal introduction.

    Examples
    --------
    >>> round(log_ratio(39.5, 1000, 9.5, 1000), 2)
    2.0
    """
    share = (count + _SMOOTHING) / (total + _SMOOTHING)
    return math.log2(share) - math.log2((other_count + _SMOOTHING) / (other_total + _SMOOTHING))


def log_ratio_interval(
    count: float, total: float, other_count: float, other_total: float, *, confidence: float = 0.95
) -> Interval:
    """Interval of :func:`log_ratio`, from the normal distribution of the logarithm of a ratio of shares.

    References
    ----------
    Katz, Baptista, Azen & Pike (1978), Obtaining confidence intervals for the risk ratio in cohort studies,
    Biometrics 34, 469-474; with half added to counts and totals.

    Examples
    --------
    >>> low, high = log_ratio_interval(39.5, 1000, 9.5, 1000)
    >>> round(low, 2), round(high, 2)
    (1.01, 2.99)
    """
    variance = (
        1 / (count + _SMOOTHING)
        - 1 / (total + _SMOOTHING)
        + 1 / (other_count + _SMOOTHING)
        - 1 / (other_total + _SMOOTHING)
    )
    margin = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(max(0.0, variance)) / math.log(2)
    middle = log_ratio(count, total, other_count, other_total)
    return Interval(middle - margin, middle + margin)


@dataclass(frozen=True, slots=True)
class KeyWord:
    """How much more frequent a word or pair is in a sample than in another.

    Parameters
    ----------
    term
        The word, or two words with a blank.
    found, other
        How often it was found in each sample.
    dreams, other_dreams
        How many dreams the samples have.
    words, other_words
        How many different words their dreams hold, summed over the dreams.
    p_adjusted
        By Benjamini and Hochberg over all terms that were tested.
    """

    term: str = field(repr=False)
    found: Count
    other: Count
    dreams: int
    other_dreams: int
    words: int
    other_words: int
    p_adjusted: float = math.nan

    @property
    def g2(self) -> float:
        """Log-likelihood of the shares being one."""
        return log_likelihood(self.found.dreams, self.words, self.other.dreams, self.other_words)

    @property
    def p(self) -> float:
        """Of :attr:`g2`. It takes dreams for independent, which those of one dreamer are not quite."""
        return log_likelihood_p(self.g2)

    @property
    def log_ratio(self) -> float:
        """Above 0 where the sample has more of it: 1 is twice the share, 2 four times."""
        return log_ratio(self.found.dreams, self.words, self.other.dreams, self.other_words)

    @property
    def interval(self) -> Interval:
        """The 95% interval of :attr:`log_ratio`."""
        return log_ratio_interval(self.found.dreams, self.words, self.other.dreams, self.other_words)

    @property
    def rate(self) -> float:
        """Share of the sample's dreams that hold it, from 0 to 1."""
        return self.found.dreams / self.dreams

    @property
    def other_rate(self) -> float:
        """Share of the other sample's dreams that hold it, from 0 to 1."""
        return self.other.dreams / self.other_dreams


def key_words(
    sample: Counts, other: Counts, *, least_dreams: int = LEAST_DREAMS, least_dreamers: int = 1
) -> list[KeyWord]:
    """Set every word and pair of a sample beside another sample.

    Parameters
    ----------
    sample, other
        Dreams that are in both belong in neither, or in the first alone.
    least_dreams
        Terms are tested that so many dreams of the sample hold.
    least_dreamers
        In dreams of so many dreamers.

    Returns
    -------
    list of KeyWord
        All that were tested, the surely greatest effect first: by the lower limit of its interval. Empty if a
        sample has no words.

    See Also
    --------
    more_frequent : only those that stand out.
    """
    if not (sample.words and other.words):
        return []
    tested = [
        KeyWord(
            term,
            count,
            other.find(term),
            sample.dreams,
            other.dreams,
            sample.words,
            other.words,
        )
        for term, count in sample.terms.items()
        if count.dreams >= least_dreams and count.dreamers >= least_dreamers
    ]
    adjusted = benjamini_hochberg([each.p for each in tested])
    found = [replace(each, p_adjusted=p) for each, p in zip(tested, adjusted, strict=True)]
    return sorted(found, key=lambda each: (-each.interval.low, each.term))


def more_frequent(tested: Iterable[KeyWord], *, level: float = LEVEL) -> list[KeyWord]:
    """Return what is surely more frequent in the sample, in the order given, :func:`without_parts`.

    Parameters
    ----------
    tested
        As :func:`key_words` gives them.
    level
        Of adjusted p.
    """
    return without_parts(each for each in tested if each.log_ratio > 0 and each.p_adjusted < level)


def without_parts(found: Iterable[KeyWord]) -> list[KeyWord]:
    """Leave out words that stand mostly in a pair which was found too: ``washing machine`` says what ``washing`` does not."""
    words = list(found)
    in_pairs: dict[str, int] = {}
    for each in words:
        for word in each.term.split() if " " in each.term else ():
            in_pairs[word] = max(in_pairs.get(word, 0), each.found.dreams)
    return [each for each in words if in_pairs.get(each.term, 0) < _IN_PAIR * each.found.dreams]
