"""The two sides of an act: who does it to whom, from the grammar around the phrase that tells it."""

from __future__ import annotations

from dataclasses import dataclass

from noctuary.reading.cast import DREAMER, Cast, Mention
from noctuary.reading.clauses import clause_end, experiencer_of, is_passive, subject_of
from noctuary.reading.cues import Sighting
from noctuary.reading.lists import load
from noctuary.reading.speech import Speech, speech_at
from noctuary.reading.text import DreamText

NOBODY = "Q"
"""The side that a dream leaves unnamed."""

_GRAMMAR = {name: frozenset(words.split()) for name, words in load("interactions")["grammar"].items()}
_OBJECT_REACH = 3
_SUBJECT_REACH = 3
_MEMORY = 60
"""How many words back somebody is still the one last spoken of."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Who acts, on whom, and how: the slots of an interaction.

    Parameters
    ----------
    actor, recipient
        Parties such as ``D`` or ``D+1MKA``; the recipient is ``None`` for acts toward oneself.
    direction
        ``>`` toward, ``=`` mutual, ``*`` toward oneself.
    """

    actor: str
    direction: str
    recipient: str | None


@dataclass(frozen=True, slots=True)
class Parties:
    """One dream, asked who is meant."""

    text: DreamText
    cast: Cast
    speeches: list[Speech]

    def sides(self, sighting: Sighting) -> Sides | None:
        """Return the two sides of an act; ``None`` if it needs somebody to be done to, and names nobody.

        A side that is left unsaid is the dreamer, or whoever was spoken of last.
        """
        cue, first, last = sighting.cue, sighting.first, sighting.last
        if cue.verb and self._is_noun(first):
            return None
        named_actor, named_recipient = self._of_verb(first, last) if cue.verb else self._of_noun(first, last)
        if named_recipient is None and (cue.someone or (cue.mutual and named_actor is None)):
            return None
        if any(word in _GRAMMAR["reflexives"] for word in self.text.words[first + 1 : last + 1]):
            return Sides(named_actor or DREAMER, "*", None)
        actor, recipient = self._filled(named_actor, named_recipient, first)
        together = named_recipient is None or "with" in self.text.words[first : last + 1]
        return Sides(actor, "=" if cue.mutual and together else ">", recipient)

    def _is_noun(self, word: int) -> bool:
        """Tell whether the word is a noun with an adjective: ``this wild dance``."""
        words = self.text.words
        return (
            word > 1
            and words[word - 2] in {"a", "an", "this"}
            and not words[word].endswith(("s", "ed", "ing"))
            and self.cast.around(word - 1) is None
        )

    def _of_verb(self, first: int, last: int) -> tuple[str | None, str | None]:
        """Return subject and object, turned round for the passive."""
        if is_passive(self.text, first):
            agent = self._party(subject_of(self.text, self.cast, first))
            return agent or NOBODY, self._subject(first)
        if self.text.words[last : last + 1] == ["by"]:  # "pursued by dogs, I ran"
            return self._object(last) or NOBODY, self._subject(first)
        object_follows = self.text.words[last - 1] in _GRAMMAR["prepositions"]
        near, far = (last, first + 1) if object_follows else (first + 1, last)
        return self._subject(first), self._object(near) or self._object(far)

    def _of_noun(self, first: int, last: int) -> tuple[str | None, str | None]:
        """Return who stands before and after: ``angry with her``, ``gave me a hug``; a thief is one side."""
        around = self.cast.around(first)
        if around is not None:
            return self._party(around), self._object(max(last, around.last))
        given = self.cast.before(first, limit=first - 2)
        if given is not None and self.text.words[given.head] in _GRAMMAR["objective"]:
            return self._subject(given.first), self._party(given)
        return self._subject(first), self._object(last)

    def _filled(self, actor: str | None, recipient: str | None, token: int) -> tuple[str, str]:
        """Fill in the sides left unsaid, so that nobody stands on both."""
        if actor is None or (recipient is not None and _overlap(actor, recipient)):
            actor = self._counterpart(recipient, token)
        if recipient is None:
            recipient = self._counterpart(actor, token)
        if _overlap(actor, recipient):
            actor, _, others = actor.partition("+")
            recipient = others or NOBODY
        return actor, recipient

    def _counterpart(self, party: str | None, token: int) -> str:
        if party is not None and not _overlap(party, DREAMER):
            return DREAMER
        speech = speech_at(self.speeches, token)
        if speech is not None and speech.speaker not in (None, party):
            return speech.speaker or NOBODY
        limit = max(0, token - _MEMORY)
        mention = self.cast.before(token, limit=limit)
        while mention is not None and (mention.dreamer or not mention.members):
            mention = self.cast.before(mention.first, limit=limit)
        return (mention and self.cast.party(mention)) or NOBODY

    def _subject(self, verb: int) -> str | None:
        words = self.text.words
        for at in range(verb - 1, max(-1, verb - 1 - _SUBJECT_REACH), -1):
            if words[at] == "you":
                return self._addressed(at)
            if not words[at].isalnum():
                break
        return self._party(experiencer_of(self.text, self.cast, verb))

    def _object(self, at: int) -> str | None:
        """Return whom the words from `at` on name; of things, only a body stands for somebody."""
        words = self.text.words
        mention = self.cast.after(at, limit=len(words))
        for token in range(at, min(clause_end(self.text, at - 1), at + _OBJECT_REACH)):
            word = words[token]
            if mention is not None and mention.first == token:
                owner = word in _GRAMMAR["possessives"] and mention.last == token + 1
                owned = words[token + 1 : token + 3]
                return None if owner and _GRAMMAR["body"].isdisjoint(owned) else self._party(mention)
            if word == "you":
                return self._addressed(token)
            if word in _GRAMMAR["articles"]:
                return None
        return None

    def _party(self, mention: Mention | None) -> str | None:
        """Return whom a mention stands for; in direct speech ``I`` is the speaker."""
        if mention is None:
            return None
        speech = speech_at(self.speeches, mention.head) if mention.dreamer else None
        return speech.speaker if speech is not None and speech.speaker else self.cast.party(mention)

    def _addressed(self, token: int) -> str | None:
        """Return whom ``you`` stands for."""
        speech = speech_at(self.speeches, token)
        return speech.listener if speech is not None else None


def _overlap(party: str, other: str) -> bool:
    return not set(party.split("+")).isdisjoint(other.split("+"))
