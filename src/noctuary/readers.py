"""The readers that come with Noctuary, by name; the modules of one are imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol

from noctuary.coding import Reader, Reading
from noctuary.dream import Dream
from noctuary.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from noctuary.reading.series import Known


class DreamReader(Protocol):
    """Anything that reads dreams: the shape that every reader has."""

    @property
    def identity(self) -> Reader:
        """Name, version and settings."""

    def read_many(self, dreams: Iterable[Dream]) -> Iterator[Reading]:
        """Yield the reading of each dream, in order."""


class Embedder(DreamReader, Protocol):
    """A reader that also tells where a text stands in meaning."""

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Return where each text stands, (texts, width): rows of length 1, or 0 for a text without words."""


@dataclass(frozen=True, slots=True)
class ShippedReader:
    """A reader that comes with Noctuary.

    Parameters
    ----------
    description
        How it reads, in one line.
    identify
        Tells its identity, without the cost of opening it.
    open
        Opens it, to work on so many threads; ``None`` leaves their number to the reader.
    open_in_series
        Opens it in series mode, for dreamers who know such people; ``None`` if it has no such mode.
    """

    description: str
    identify: Callable[[], Reader]
    open: Callable[[int | None], DreamReader]
    open_in_series: Callable[[Known], DreamReader] | None = None


def _lexical_identity() -> Reader:
    from noctuary.reading.lexical import LexicalReader  # noqa: PLC0415

    return LexicalReader.identity


def _open_lexical(_threads: int | None) -> DreamReader:
    from noctuary.reading.lexical import LexicalReader  # noqa: PLC0415

    return LexicalReader()


def _open_lexical_in_series(known: Known) -> DreamReader:
    from noctuary.reading.lexical import LexicalReader  # noqa: PLC0415

    return LexicalReader(acquaintances=known)


def _model_identity() -> Reader:
    from noctuary.reading.model.manifest import Manifest, shipped  # noqa: PLC0415

    return Manifest.read(shipped()).identity


def _open_model(threads: int | None) -> DreamReader:
    from noctuary.reading.model.reader import ModelReader  # noqa: PLC0415

    return ModelReader(threads=threads)


def _open_model_in_series(known: Known) -> DreamReader:
    from noctuary.reading.model.reader import ModelReader  # noqa: PLC0415

    return ModelReader(known)


#: The readers by name: the name of each is that of its identity.
READERS: Final[dict[str, ShippedReader]] = {
    "model": ShippedReader(
        "by a small network that weighs what the lists saw",
        _model_identity,
        _open_model,
        _open_model_in_series,
    ),
    "lexical": ShippedReader(
        "by word lists and rules alone, several times faster",
        _lexical_identity,
        _open_lexical,
        _open_lexical_in_series,
    ),
}

#: Who reads when nobody is named.
DEFAULT: Final = "model"


#: Who tells where dreams stand in meaning.
EMBEDDER: Final = "model"


_opening: Final = Lock()


def open_embedder() -> Embedder:
    """Return the reader that tells where dreams stand in meaning.

    It is opened once in a process: that takes ten times as long as reading a dream, and any number of threads may
    use it at once.
    """
    with _opening:
        return _the_embedder()


@cache
def _the_embedder() -> Embedder:
    from noctuary.reading.model.reader import ModelReader  # noqa: PLC0415

    return ModelReader()


def shipped_reader(name: str) -> ShippedReader:
    """Return what is known of a reader before it is opened.

    Raises
    ------
    InputError
        If no reader of that name comes with Noctuary.
    """
    if name not in READERS:
        raise InputError(f"No reader {name!r} comes with Noctuary.", f"Known: {', '.join(READERS)}.")
    return READERS[name]


def open_reader(name: str, *, threads: int | None = None) -> DreamReader:
    """Open a reader that comes with Noctuary.

    Parameters
    ----------
    name
        One of :data:`READERS`.
    threads
        On how many threads it may work, where that is for us to say; the readings are the same.

    Raises
    ------
    InputError
        If no reader of that name comes with Noctuary.

    Examples
    --------
    >>> reader = open_reader("lexical")
    >>> [str(reading.dream) for reading in reader.read_many([Dream(id="1", text="I was glad.")])]
    ['journal/1']
    """
    return shipped_reader(name).open(threads)


def open_in_series(name: str, known: Known) -> DreamReader:
    """Open a reader in series mode: what a series has established helps to read its dreams.

    Parameters
    ----------
    name
        One of :data:`READERS`.
    known
        Whom the dreamer is known to know, dream by dream; see :class:`noctuary.reading.series.Chronicle`.

    Raises
    ------
    InputError
        If no reader of that name comes with Noctuary, or it has no series mode.
    """
    opening = shipped_reader(name).open_in_series
    if opening is None:
        able = ", ".join(each for each, reader in READERS.items() if reader.open_in_series)
        raise InputError(f"The reader {name!r} has no series mode.", f"These have: {able}.")
    return opening(known)


def identity_of(name: str) -> Reader:
    """Return the identity that a reader has when it is opened.

    Raises
    ------
    InputError
        If no reader of that name comes with Noctuary.
    """
    return shipped_reader(name).identify()
