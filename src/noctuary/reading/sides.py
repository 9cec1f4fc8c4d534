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
_EACH_OTHER = (["each", "other"], ["one", "another"])
_OBJECT_REACH = 3
_SUBJECT_REACH = 3


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
        if cue.oneself or not _GRAMMAR["reflexives"].isdisjoint(self.text.words[first + 1 : last + 1]):
            return Sides(named_actor or DREAMER, "*", None)
        mutual = self._is_mutual(sighting, named_recipient)
        if mutual and named_recipient is None and named_actor and not _overlap(named_actor, DREAMER):
            actor, recipient = _parted(named_actor)  # "my aunts quarrelled": not with the dreamer
        else:
            actor, recipient = self._filled(named_actor, named_recipient, first)
        return Sides(actor, "=" if mutual else ">", recipient)

    def _is_mutual(self, sighting: Sighting, recipient: str | None) -> bool:
        """Tell whether both do it: ``helped each other``, ``danced``, ``danced with her``, but not ``kissed her``."""
        words, first, last = self.text.words, sighting.first, sighting.last
        if words[last : last + 2] in _EACH_OTHER:
            return True
        return sighting.cue.mutual and (recipient is None or "with" in words[first : last + 1])

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
        places = (last, first + 1) if object_follows else (first + 1, last)
        subject = self._subject(first)
        objects = (self._object(place, subject) for place in places)
        return subject, next((party for party in objects if party is not None), None)

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
        return _parted(actor) if _overlap(actor, recipient) else (actor, recipient)

    def _counterpart(self, party: str | None, token: int) -> str:
        """Return who stands opposite when it is left unsaid."""
        if party is not None and not _overlap(party, DREAMER):
            return DREAMER
        speech = speech_at(self.speeches, token)
        if speech is not None and speech.speaker not in (None, party):
            return speech.speaker or NOBODY
        return self._party(self.cast.another_before(token)) or NOBODY

    def _subject(self, verb: int) -> str | None:
        """Return who stands before the word as its subject."""
        words = self.text.words
        for at in range(verb - 1, max(-1, verb - 1 - _SUBJECT_REACH), -1):
            if words[at] in _GRAMMAR["spoken"]:
                speech = speech_at(self.speeches, at)
                if speech is not None:
                    return _spoken(words[at], speech)
            if not words[at].isalnum():
                break
        return self._party(experiencer_of(self.text, self.cast, verb))

    def _object(self, at: int, subject: str | None = None) -> str | None:
        """Return whom the words from `at` on name; of things, only the body of another than the subject."""
        words = self.text.words
        mention = self.cast.after(at, limit=len(words))
        for token in range(at, min(clause_end(self.text, at - 1), at + _OBJECT_REACH)):
            word = words[token]
            if mention is not None and mention.first == token:
                party = self.cast.party(mention)
                if word in _GRAMMAR["possessives"] and mention.last == token + 1:
                    bodily = not _GRAMMAR["body"].isdisjoint(words[token + 1 : token + 3])
                    return party if bodily and party != subject else None
                return party
            speech = speech_at(self.speeches, token)
            if speech is not None and word in _GRAMMAR["spoken"]:
                return _spoken(word, speech)
            if word in _GRAMMAR["articles"]:
                return None
        return None

    def _party(self, mention: Mention | None) -> str | None:
        return self.cast.party(mention) if mention is not None else None


def _spoken(pronoun: str, speech: Speech) -> str | None:
    """Return whom ``I`` and ``you`` mean in direct speech."""
    return speech.listener if pronoun == "you" else speech.speaker


def _parted(party: str) -> tuple[str, str]:
    """Part those who act on each other: the first, and the others."""
    first, _, others = party.partition("+")
    return first, others or NOBODY


def _overlap(party: str, other: str) -> bool:
    return not set(party.split("+")).isdisjoint(other.split("+"))
