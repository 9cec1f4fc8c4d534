"""The learned reader: a small network weighs what the word lists saw, and finds what they did not."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.resources.abc import Traversable
from typing import Final

import numpy as np

from noctuary.coding import Reading
from noctuary.dream import Dream
from noctuary.reading.acquaintances import NOBODY
from noctuary.reading.lexical import Look, look
from noctuary.reading.model.decode import Floats, Sight, Weights, decode
from noctuary.reading.model.encoder import EMBEDDING_WIDTH, Encoder
from noctuary.reading.model.features import features
from noctuary.reading.model.manifest import NETWORK, VOCABULARY, Manifest, shipped
from noctuary.reading.model.words import Vocabulary
from noctuary.reading.series import Known, in_series

#: Dreams under way for each thread: enough that none waits while the next dreams are prepared.
_AHEAD: Final = 8


class ModelReader:
    """Reads a dream with the network that comes with Noctuary, on all thirteen scales.

    Deterministic: the same text gives the same reading, whatever is read beside it, and on however many threads.

    Parameters
    ----------
    acquaintances
        Whom the dreamer is known to know, for series mode; see :mod:`noctuary.reading.series`.
    threads
        How many dreams the network reads at once; ``None`` for one on each core.
    folder
        Where the model lies; ``None`` for the one that comes with Noctuary.

    Raises
    ------
    ReadingError
        If the model is absent or damaged, or belongs to another version of Noctuary.
    """

    def __init__(
        self,
        acquaintances: Known | None = None,
        *,
        threads: int | None = None,
        folder: Traversable | None = None,
    ) -> None:
        manifest = Manifest.read(shipped() if folder is None else folder)
        self._acquaintances: Known = NOBODY if acquaintances is None else acquaintances
        self.identity = manifest.identity if acquaintances is None else in_series(manifest.identity)
        self._weights = Weights.read(manifest.weights)
        self._threads = threads or os.cpu_count() or 1
        vocabulary = Vocabulary(manifest.load(VOCABULARY).decode().split("\n"))
        self._encoder = Encoder(manifest.load(NETWORK), vocabulary)

    def read(self, dream: Dream) -> Reading:
        """Return the reading of one dream. An empty text gives a reading without codings."""
        return next(self.read_many([dream]))

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order; only a few dreams a thread are held at a time."""
        for dream, looked, sight in self._seen(dreams):
            codings = decode(*looked, sight, self._weights)
            embedding = sight.embedding.astype("<f2").tobytes()
            yield Reading.of(dream, self.identity, codings, waking=looked.text.waking, embedding=embedding)

    def embed(self, texts: Iterable[str]) -> Floats:
        """Return where each text stands among all that could be dreamt: the nearer, the more alike.

        Returns
        -------
        Floats
            (texts, 384). Each row has length 1; that of a text without words is 0.
        """
        dreams = (Dream(id=str(number), text=text) for number, text in enumerate(texts))
        rows = [sight.embedding for *_, sight in self._seen(dreams)]
        return np.array(rows, np.float32).reshape(-1, EMBEDDING_WIDTH)

    def _seen(self, dreams: Iterable[Dream]) -> Iterator[tuple[Dream, Look, Sight]]:
        """Yield what the lists and the network see in each dream, in order.

        The lists look here while the network reads earlier dreams on threads of its own.
        """
        under_way: deque[tuple[Dream, Look, Future[Sight]]] = deque()
        pool = ThreadPoolExecutor(self._threads)
        try:
            for dream in dreams:
                looked = look(dream.text, self._acquaintances.at(dream))
                told = features(*looked)
                under_way.append((dream, looked, pool.submit(self._encoder.see, looked.text.words, told)))
                if len(under_way) > _AHEAD * self._threads:
                    yield _done(*under_way.popleft())
            while under_way:
                yield _done(*under_way.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _done(dream: Dream, looked: Look, sight: Future[Sight]) -> tuple[Dream, Look, Sight]:
    return dream, looked, sight.result()
