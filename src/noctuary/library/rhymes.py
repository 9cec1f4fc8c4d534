"""Rhymes in a library: the dreams nearest in meaning, the lines that answer, and what the dreamer says of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from noctuary.dream import Dream, DreamKey, words_hash
from noctuary.errors import InputError
from noctuary.figures.rhymes import Answer, Line, Vectors, answers, lines_of, place, returning
from noctuary.figures.themes import themes
from noctuary.library.meanings import Meanings
from noctuary.readers import EMBEDDER, Embedder, identity_of
from noctuary.store import embeddings, motifs, rhymes
from noctuary.store.embeddings import Embedded
from noctuary.store.query import Query, parse_query
from noctuary.store.store import Store

#: Dreams placed in one act: as many as an interruption may cost.
_PLACED: Final = 100
_NAMED_BY: Final = 2
# Each line is placed by itself. No dream has so many, but a book that somebody keeps as one has.
_COMPARED: Final = 1000


@dataclass(frozen=True, slots=True)
class Rhyme:
    """A dream that lies near another in meaning.

    Parameters
    ----------
    key
        Which dream.
    similarity
        Of the two as wholes, from -1 to 1.
    words
        The rare words that both hold, those that they return to first.
    answers
        The lines of both that answer each other, what answers most first; empty where nobody asked.
    said
        Whether the dreamer said that they rhyme; ``None`` if they said nothing.
    """

    key: DreamKey
    similarity: float
    words: tuple[str, ...] = field(repr=False)
    answers: tuple[Answer, ...] = ()
    said: bool | None = None


class Rhymes:
    """Dreams by where they stand in meaning, as they are when this is made.

    Parameters
    ----------
    store
        Where they are kept.
    meanings
        Where all of them stand that are placed.
    among
        The numbers of those that may be found; all if ``None``.
    open_embedder
        Opens what places a text, once it is needed.

    Examples
    --------
    >>> from noctuary.library import Library
    >>> with Library.in_memory() as library:
    ...     for id, text in enumerate(("A lamp in a tower.", "The tower had a lamp.", "Soup for all.")):
    ...         _ = library.add(Dream(id=str(id), text=text))
    ...     _ = library.embed_rest()
    ...     [rhyme.key.id for rhyme in library.rhymes().of(DreamKey("journal", "0"))]
    ['1', '2']
    """

    def __init__(
        self,
        store: Store,
        meanings: Meanings,
        among: NDArray[np.int64] | None,
        open_embedder: Callable[[], Embedder],
    ) -> None:
        self._store = store
        self._meanings = meanings
        self._among = among
        self._open_embedder = open_embedder

    @cached_property
    def _embedder(self) -> Embedder:
        return self._open_embedder()

    def of(self, key: DreamKey, *, limit: int = 10, lines: int = 5) -> list[Rhyme]:
        """Return the dreams nearest to one.

        The dream itself, copies of it in other series, and dreams of which the dreamer said that they do not rhyme
        with it are left out.

        Parameters
        ----------
        key
            Which dream; it is placed now if it has not been.
        limit
            At most so many.
        lines
            At most so many pairs of lines that answer; 0 asks for none, and is faster.

        Raises
        ------
        DreamNotFoundError
        """
        text = self._store.get(key).text
        said = rhymes.said_of(self._store, key)
        return self._near(text, self._vector_of(key), limit, lines, said=said, itself=key)

    def of_text(self, text: str, *, limit: int = 10, lines: int = 5) -> list[Rhyme]:
        """Return the dreams nearest to a text that need not be here; copies of it are left out."""
        return self._near(text, self._embedder.embed([text])[0], limit, lines)

    def _vector_of(self, key: DreamKey) -> Vectors:
        found = embeddings.places_of(self._store, identity_of(EMBEDDER), [self._store.nr_of(key)])
        if found:
            return np.frombuffer(found[0][1], "<f2").astype(np.float32)
        vector: Vectors = self._embedder.embed([self._store.get(key).text])[0]
        return vector

    def _near(
        self,
        text: str,
        vector: Vectors,
        limit: int,
        lines: int,
        *,
        said: Mapping[DreamKey, bool] = MappingProxyType({}),
        itself: DreamKey | None = None,
    ) -> list[Rhyme]:
        found: list[Rhyme] = []
        own_words = words_hash(text)
        ours = lines_of(text)[:_COMPARED]
        placed = self._place(text, ours) if lines and len(self._meanings.numbers) else None
        for dream, similarity in self._candidates(vector, limit + len(said) + 1):
            if dream.key == itself or said.get(dream.key) is False or words_hash(dream.text) == own_words:
                continue
            theirs = lines_of(dream.text)[:_COMPARED]
            answering = (
                []
                if placed is None
                else answers(ours, theirs, placed @ self._place(dream.text, theirs).T, limit=lines)
            )
            words = returning(ours, theirs)
            found.append(Rhyme(dream.key, similarity, tuple(words), tuple(answering), said.get(dream.key)))
            if len(found) == limit:
                break
        return found

    def _place(self, text: str, lines: Sequence[Line]) -> Vectors:
        return place(text, lines, self._embedder.embed)

    def _candidates(self, vector: Vectors, count: int) -> Iterator[tuple[Dream, float]]:
        """Yield dreams, the nearest first; so many to begin with, and more where copies are left out."""
        done = 0
        while found := self._meanings.near(self._store, vector, limit=count, among=self._among)[done:]:
            for nr, similarity in found:
                # Somebody may have deleted it since.
                if self._store.key_at(nr) is not None:
                    yield self._store.dream_at(nr), similarity
            done, count = count, 2 * count


def placed(store: Store, query: Query) -> tuple[list[DreamKey], Vectors]:
    """Return the dreams of a query that are placed, and where: (dreams, width)."""
    found = list(embeddings.embedded(store, identity_of(EMBEDDER), query))
    vectors = np.frombuffer(b"".join(each.vector for each in found), "<f2").astype(np.float32)
    return [each.key for each in found], vectors.reshape(len(found), -1 if found else 0)


def count_not_embedded(store: Store, query: str) -> int:
    """Return how many dreams :func:`embed_rest` would place."""
    return embeddings.count_not_embedded(store, identity_of(EMBEDDER), parse_query(query))


def embed_rest(
    store: Store, embedder: Embedder, query: str, progress: Callable[[int], None] | None = None
) -> int:
    """Place the dreams that have not been; what was placed stays when this is interrupted. Return how many."""
    done = 0
    waiting = embeddings.not_embedded(store, embedder.identity, parse_query(query))
    while dreams := list(islice(waiting, _PLACED)):
        vectors = embedder.embed([dream.text for dream in dreams]).astype("<f2")
        embeddings.embed(
            store,
            embedder.identity,
            (Embedded(dream.key, vector.tobytes()) for dream, vector in zip(dreams, vectors, strict=True)),
        )
        done += len(dreams)
        if progress:
            progress(done)
    return done


def say(store: Store, one: DreamKey, other: DreamKey, *, same: bool, motif: str = "") -> str:
    """Keep what the dreamer says of two dreams; see :meth:`noctuary.library.Library.say_rhyme`."""
    if one == other:
        raise InputError(f"{one} is one and the same dream.", "Name two dreams.")
    if not same:
        with store.transaction():
            _let_go(store, one, other)
            rhymes.say(store, one, other, same=False)
        return ""
    texts = [store.get(key).text for key in (one, other)]
    with store.transaction():
        rhymes.say(store, one, other, same=True)
        name = " ".join(motif.split()) or _motif_of(store, one, other) or _named_by(texts)
        for key in (one, other):
            motifs.say(store, name, key, holds=True)
    return name


def forget(store: Store, one: DreamKey, other: DreamKey) -> bool:
    """Forget what the dreamer said of two dreams; see :meth:`noctuary.library.Library.forget_rhyme`."""
    with store.transaction():
        _let_go(store, one, other)
        return rhymes.forget(store, one, other)


def _let_go(store: Store, one: DreamKey, other: DreamKey) -> None:
    """Forget the motifs that two dreams hold because they were said to rhyme, and with no further dream."""
    if not rhymes.said_of(store, one).get(other):
        return
    for name in _held(store, one) & _held(store, other):
        for key, paired in ((one, other), (other, one)):
            others = (dream for dream, same in rhymes.said_of(store, key).items() if same and dream != paired)
            if not any(name in _held(store, dream) for dream in others):
                motifs.forget(store, name, key)


def _held(store: Store, dream: DreamKey) -> set[str]:
    """Return the motifs that the dreamer said a dream holds. Typical themes say nothing of other dreams."""
    held = {name for name, holds in motifs.said_of(store, dream).items() if holds}
    return held - {theme.id for theme in themes()}


def _motif_of(store: Store, one: DreamKey, other: DreamKey) -> str:
    """Return the motif that one of two dreams holds; empty if there is none, or several."""
    held = _held(store, one) | _held(store, other)
    return held.pop() if len(held) == 1 else ""


def _named_by(texts: Iterable[str]) -> str:
    words: Sequence[str] = returning(*map(lines_of, texts))[:_NAMED_BY]
    if not words:
        raise InputError(
            "These dreams share no rare word that could name what they have in common.",
            "Name it with --motif.",
        )
    return " and ".join(words)
