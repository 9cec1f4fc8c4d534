"""Who is in a dream: each character once, with the words that mention it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

DREAMER = "D"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for someone: ``my mother``, ``she``, ``we``.

    Parameters
    ----------
    first, last
        The tokens, half-open.
    head
        The token that carries the code (``mother``, ``she``).
    members
        Indexes into :attr:`Cast.symbols` of whom the words stand for; ``we`` stands for several.
    dreamer
        Whether the dreamer is among them (``I``, ``we``).
    pronoun
        Whether the words are a pronoun.
    owning
        Whether they only say whose something is: ``my uncle's boat``.
    """

    first: int
    last: int
    head: int
    members: tuple[int, ...]
    dreamer: bool = False
    pronoun: bool = False
    owning: bool = False


@dataclass(frozen=True, slots=True)
class Cast:
    """The characters of one dream and every mention of them and of the dreamer.

    Parameters
    ----------
    symbols
        One character symbol for each character (``1MKA``), in order of first appearance. Two characters may
        share a symbol.
    confidences
        One for each character.
    mentions
        In order of place; mentions do not overlap.
    established
        One for each character: where else than in this dream it was learnt who they are, empty where nowhere.
        Empty altogether stands for nowhere at all.
    """

    symbols: tuple[str, ...]
    confidences: tuple[float, ...]
    mentions: tuple[Mention, ...]
    established: tuple[str, ...] = ()
    _firsts: list[int] = field(init=False, repr=False, compare=False)
    _lasts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "established", self.established or ("",) * len(self.symbols))
        # Looked up for almost every word that acts.
        object.__setattr__(self, "_firsts", [mention.first for mention in self.mentions])
        object.__setattr__(self, "_lasts", [mention.last for mention in self.mentions])

    def party(self, mention: Mention) -> str | None:
        """Return the party that the words stand for: ``D``, ``1MKA``, ``D+2JKA``; ``None`` if nobody coded."""
        members = [DREAMER] if mention.dreamer else []
        members += [self.symbols[index] for index in mention.members]
        return "+".join(members) or None

    def of(self, index: int) -> list[Mention]:
        """Return the mentions of one character, in order."""
        return [mention for mention in self.mentions if index in mention.members]

    def before(self, token: int, *, limit: int = 0) -> Mention | None:
        """Return the last mention that ends at or before `token`, and begins at `limit` or later."""
        at = bisect_right(self._lasts, token) - 1
        return self.mentions[at] if at >= 0 and self.mentions[at].first >= limit else None

    def after(self, token: int, *, limit: int) -> Mention | None:
        """Return the first mention that begins at or after `token`, and ends at `limit` or before."""
        at = bisect_left(self._firsts, token)
        return self.mentions[at] if at < len(self.mentions) and self.mentions[at].last <= limit else None

    def around(self, token: int) -> Mention | None:
        """Return the mention that `token` is part of."""
        at = bisect_right(self._lasts, token)
        return self.mentions[at] if at < len(self.mentions) and self.mentions[at].first <= token else None

    def another_before(self, token: int, *, reach: int = 60) -> Mention | None:
        """Return the last mention of anyone but the dreamer, at most `reach` tokens before `token`.

        Who only owns something is passed over.
        """
        limit = max(0, token - reach)
        mention = self.before(token, limit=limit)
        while mention is not None and (mention.dreamer or mention.owning or not mention.members):
            mention = self.before(mention.first, limit=limit)
        return mention
