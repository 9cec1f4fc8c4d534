"""Norms of one's own beside the published ones: made from any dreams, exported, lent as bare counts, and pooled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noctuary.coding import Reader
from noctuary.errors import FormatError, InputError, StatsError
from noctuary.export.files import new_file
from noctuary.readers import READERS, identity_of
from noctuary.reading.series import in_series
from noctuary.stats import lending, norm_file
from noctuary.stats.lending import Lent
from noctuary.stats.norms import NormSet, load_norms, norm_names, norms_of
from noctuary.stats.sealed import LONGEST_TEXT, MOST_CHARACTERS
from noctuary.store import norms as kept

if TYPE_CHECKING:
    from noctuary.library.facade import Library

_LONGEST_NAME: Final = 60


class Norms:
    """The norms that a library knows.

    Parameters
    ----------
    library
        The open library.

    Examples
    --------
    >>> from noctuary.dream import Dream
    >>> from noctuary.library import Library
    >>> with Library.in_memory() as library:
    ...     key = library.add(Dream(id="1", text="I was glad.")).key
    ...     _ = library.reading(key)
    ...     library.norms.make("glad", source="one invented dream").find("happiness percent").count
    1
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._store = library.store

    def names(self) -> list[tuple[str, str]]:
        """Return the names of the owner's norms, each with the time it was kept, as ISO 8601 in UTC."""
        return kept.norm_names(self._store)

    def find(self, name: str) -> NormSet:
        """Return a norm: a published one (``women``, ``men``), or one of the owner's.

        Raises
        ------
        StatsError
            If there is none of that name, or it was counted by other definitions than today's.
        FormatError
            If it is damaged.
        """
        if name in norm_names():
            return load_norms(name)
        text = kept.find_norm(self._store, name)
        if text is None:
            known = ", ".join([*norm_names(), *(each for each, _ in self.names())])
            raise StatsError(f"There are no norms named {name!r}.", f"Known: {known}.")
        return norm_file.from_text(text, f"The norm {name!r}")

    def make(self, name: str, query: str = "", *, source: str, reader: Reader | None = None) -> NormSet:
        """Make a norm of the dreams that a search finds, and keep it.

        Parameters
        ----------
        name
            What to call it; ``women`` and ``men`` are taken.
        query
            Which dreams.
        source
            Where they come from, to be told beside the numbers: who dreamt, when, how they were collected.
        reader
            Whose readings; as :meth:`Library.choose_reader` if ``None``.

        Returns
        -------
        NormSet
            It stays as it is when the dreams or their readings change.

        Raises
        ------
        InputError
            If the name is taken, or name or source cannot be used.
        StatsError
            If that reader has read none of these dreams.
        """
        self._check_name(name)
        sample = self._library.sample(query, reader=reader)
        if not sample.dream_count:
            raise StatsError(
                "None of these dreams has been read, so there is nothing to count.",
                "See who has read what with `noctuary readers`.",
            )
        return self._keep(norms_of(sample, name, _checked(source, "source")))

    def delete(self, name: str) -> None:
        """Delete one of the owner's norms.

        Raises
        ------
        StatsError
            If there is none of that name.
        """
        if not kept.delete_norm(self._store, name):
            raise StatsError(
                f"There is no norm {name!r} of your own.",
                "See those that are there with `noctuary norm list`.",
            )

    def export(self, name: str, path: Path, *, force: bool = False) -> None:
        """Write a norm into a file, whole: with small counts, and with the names of those who read.

        Raises
        ------
        InputError
            If something is there already and `force` is not given.
        StatsError
            If there is none of that name.
        """
        text = norm_file.to_text(self.find(name))
        with new_file(path, force=force) as file:
            file.write(text)

    def take_in(self, path: Path, *, name: str = "") -> NormSet:
        """Keep a norm that was exported, under the name it has there or another.

        Raises
        ------
        FormatError
            If the file is something else, or damaged.
        InputError
            If the name is taken.
        StatsError
            If it was counted by other definitions than those of this version.
        """
        norms = norm_file.from_text(_text_of(path), str(path))
        norms = replace(norms, name=name or norms.name)
        self._check_name(norms.name)
        return self._keep(norms)

    def lend(self, query: str = "", *, source: str, reader: Reader | None = None) -> Lent:
        """Return the counts of the dreams that a search finds, as far as they may be lent; nothing is written.

        Parameters
        ----------
        query, reader
            As in :meth:`make`.
        source
            Whose dreams; together with the counts, all that others will see.

        Raises
        ------
        InputError
            If the source cannot be used.
        StatsError
            If there are too few dreams or dreamers.
        """
        sample = self._library.sample(query, reader=reader, name="These dreams")
        return lending.lend(sample, _checked(source, "source"), known_readers=_shipped())

    def pool(self, name: str, files: Sequence[Path]) -> tuple[NormSet, list[str]]:
        """Add up counts that were lent to a norm, and keep it.

        Parameters
        ----------
        name
            What to call it.
        files
            As ``noctuary norm lend`` writes them, in any order.

        Returns
        -------
        NormSet
            The norm.
        list of str
            What the owner should know of it, in sentences.

        Raises
        ------
        FormatError
            If a file is something else, or damaged.
        InputError
            If the name is taken.
        StatsError
            If the same counts are there twice, or of other definitions than those of this version.
        """
        self._check_name(name)
        lent = [lending.from_text(_text_of(path), str(path)) for path in files]
        return self._keep(lending.pool(lent, name)), list(lending.doubts(lent))

    def _check_name(self, name: str) -> None:
        _checked(name, "name", longest=_LONGEST_NAME)
        if name.casefold() in norm_names():
            raise InputError(f"{name!r} is the name of a published norm.", "Choose another name.")
        if kept.find_norm(self._store, name) is not None:
            raise _taken(name)

    def _keep(self, norms: NormSet) -> NormSet:
        if not kept.keep_norm(self._store, norms.name, norm_file.to_text(norms)):
            raise _taken(norms.name)
        return norms


def write_lent(lent: Lent, path: Path, *, force: bool = False) -> None:
    """Write counts to lend into a file.

    Raises
    ------
    InputError
        If something is there already and `force` is not given.
    """
    with new_file(path, force=force) as file:
        file.write(lending.to_text(lent))


def _taken(name: str) -> InputError:
    return InputError(
        f"There is a norm {name!r} already.", "Choose another name, or delete it with `noctuary norm delete`."
    )


def _checked(text: str, what: str, *, longest: int = LONGEST_TEXT) -> str:
    if not text.strip() or text != text.strip() or not text.isprintable() or len(text) > longest:
        raise InputError(
            f"The {what} cannot be used.",
            f"Give one line of at most {longest} characters, without blanks around it.",
        )
    return text


def _shipped() -> list[Reader]:
    """Return the readers that come with this version of Noctuary, in series mode and not."""
    plain = [identity_of(name) for name in READERS]
    return [*plain, *map(in_series, plain)]


def _text_of(path: Path) -> str:
    """Return what a file holds that may come from anybody.

    Raises
    ------
    FormatError
        If it is too long, or no text.
    InputError
        If it cannot be read.
    """
    most = 4 * MOST_CHARACTERS
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the name.") from None
    if len(content) > most:
        raise FormatError(f"{path} is too long for such a file.", "Choose another file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormatError(f"{path} is no text.", "Choose another file.") from None
