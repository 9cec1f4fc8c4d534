"""The cast of one series: what its dreamer says of who is who in it, and takes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from noctuary.dream import DreamKey, PartialDate, SeriesKind
from noctuary.errors import DreamNotFoundError, InputError
from noctuary.figures.naming import called
from noctuary.figures.sightings import Sighting
from noctuary.library.figures import Figures, near
from noctuary.library.sayings import (
    Place,
    also_called,
    checked_name,
    find_member,
    with_confirmed,
    with_entries,
    with_places,
    without,
)
from noctuary.reading.acquaintances import name_key, related
from noctuary.statements import CastMember, Said
from noctuary.store import cast as store_cast
from noctuary.store.cast import Done

_TELL_APART: Final = "Tell the two apart: Sarah (work)."


class Cast(Figures):
    """The cast of one series: its :class:`Figures`, and what its dreamer says of them.

    Every act holds at once for figures, and for reading in series mode where it changes what that knows. Nothing
    can be said of the cast of a set, whose dreamers are many.

    Examples
    --------
    >>> from noctuary.dream import Dream
    >>> from noctuary.library import Library
    >>> with Library.in_memory() as library:
    ...     _ = library.add(Dream(id="1", text="My brother Ben could fly."))
    ...     cast = library.cast("journal")
    ...     _ = cast.confirm("Benjamin", "brother", aliases=["Ben"])
    ...     [(member.relation, member.identity) for member in cast.members]
    [('brother', 'B')]
    """

    def confirm(
        self,
        name: str,
        relation: str = "",
        *,
        aliases: Iterable[str] = (),
        since: PartialDate | None = None,
        sex: str = "",
    ) -> CastMember:
        """Put somebody on the cast list, or say more of who is on it: reading in series mode knows them by name.

        Parameters
        ----------
        name, aliases
            As the dreams name them. Names that were said before stay.
        relation
            How they stand to the dreamer: in words, ``ex-husband``, or as a code, ``1MRA``. Empty leaves it as it
            is, or open.
        since
            From which date on; undated dreams know them too. Entries of one name may differ by their date.
        sex
            ``M`` or ``F``; empty takes that of the relation.

        Raises
        ------
        InputError
            If a name has no letter, the relation is unknown, the date has no year, or the series is a set.
        """
        names = tuple(map(checked_name, (name, *aliases)))
        if since is not None and since.year is None:
            raise InputError("The date has no year.", "Write 1985, 1985-03 or 1985-03-12.")
        if sex not in ("", "M", "F"):
            raise InputError(f"{sex[:10]!r} is no sex here.", "Write M or F, or leave it out.")
        relation = " ".join(relation.split())
        slots = related(relation) if relation else ("", "", "")
        for alias in names[1:]:
            self._check_free(alias, names[0])
        member = also_called(CastMember(names[0], relation, *slots, since=since), names[1:])
        member = replace(member, sex=sex or member.sex)
        after = self._change(
            f"{member.name} was put on the cast list", lambda said: with_confirmed(said, member)
        )
        return find_member(after, member.name, since) or member

    def rename(self, old: str, new: str) -> str:
        """Call somebody by another name from now on, and return who it was; the old name stays an alias.

        Who is not on the cast list is put on it by this, as by :meth:`alias` and :meth:`merge`: without a relation,
        which :meth:`confirm` adds.

        Raises
        ------
        InputError
            If nobody is called `old`, or somebody else `new`, on the cast list or in the dreams.
        """
        new = checked_name(new)
        self._check_unseen(old, new)
        return self._join(old, new, "{one} was renamed {other}", renamed=True)

    def alias(self, name: str, alias: str) -> str:
        """Add a name to somebody, and return who it is.

        Raises
        ------
        InputError
            If nobody is called `name`, or somebody else on the cast list `alias`.
        """
        return self._join(name, checked_name(alias), "{other} became a further name of {one}")

    def _join(self, name: str, further: str, act: str, *, renamed: bool = False) -> str:
        entries, places = self._entries(name)
        one = entries[0].name
        self._check_free(further, one)
        if renamed:
            # A name that no dream uses need not be kept for them.
            changed = [
                also_called(replace(each, name=further), () if places else each.names) for each in entries
            ]
        else:
            changed = [also_called(each, (further,)) for each in entries]
        self._change(
            act.format(one=one, other=further),
            lambda said: with_places(with_entries(said, {one}, changed), places, changed[0].name),
        )
        return one

    def _check_free(self, name: str, owner: str) -> None:
        """Refuse a name that somebody else on the list has."""
        bearers = [each for each in self.members if each.is_called(name)]
        if any(not each.is_called(owner) for each in bearers):
            raise InputError(
                f"{name!r} is a name of somebody else on the cast list of {self.series}.",
                "If the two are one, say so with `noctuary cast merge`.",
            )

    def _check_unseen(self, old: str, new: str) -> None:
        """Refuse to rename somebody like another whom the dreams know: they would be one from then on."""
        known = [each for each in self.figures().figures if each.known]
        bearers = {each.key for each in known if name_key(each.name) == name_key(new)}
        own = {
            each.key
            for each in known
            if name_key(old) in (each.key, *map(name_key, (each.name, *each.aliases)))
        }
        if bearers - own:
            raise InputError(
                f"The dreams of {self.series} know somebody else as {new!r}.",
                "If the two are one, say so with `noctuary cast merge`; else choose another name.",
            )

    def merge(self, one: str, other: str) -> tuple[str, str]:
        """Take two for one person from now on, and return whom: the names of the other become names of the one.

        Raises
        ------
        InputError
            If nobody is called so, or the two are one already.
        """
        (entries, places), (others, other_places) = self._entries(one), self._entries(other)
        kept, gone = entries[0].name, others[0].name
        if kept == gone:
            raise InputError(f"{one!r} and {other!r} are one already.")
        further = [] if other_places else [name for each in others for name in each.names]
        merged = [also_called(each, further) for each in entries]
        pair = frozenset(map(name_key, (kept, gone)))

        def by(said: Said) -> Said:
            said = with_places(with_entries(said, {kept, gone}, merged), places | other_places, kept)
            return replace(said, apart=said.apart - {pair})

        self._change(f"{kept} and {gone} were made one", by)
        return kept, gone

    def split(self, name: str, dreams: Iterable[str], into: str) -> int:
        """Say that somebody is another in some dreams: ``Sarah`` there is ``Sarah (work)``.

        Parameters
        ----------
        name
            Who it is else.
        dreams
            Where it is another: ids.
        into
            Who it is there: somebody on the cast list, or a new name, which is put on it. Empty for nobody on it.

        Returns
        -------
        int
            In how many dreams.

        Raises
        ------
        InputError
            If nobody is called `name`, or they are not in one of the dreams, or `into` is no other name.
        DreamNotFoundError
            If there is no such dream.
        """
        figure = self.figure(name)
        into = checked_name(into) if into else ""
        if name_key(into) == name_key(name):
            raise InputError(f"{into!r} is no other name.", _TELL_APART)
        keys = set(map(self._key, dreams))
        places: set[Place] = set()
        for key in keys:
            words = {word for each in figure.sightings if each.dream == key for word in _words(each)}
            if not words:
                raise InputError(
                    f"{name!r} is not seen in {key}.",
                    "See in which dreams with `noctuary figures dreams NAME`.",
                )
            places |= {(key, word) for word in words}
        # Both are listed: of Sarah and Sarah (work), the dreams that say Sarah mean the first. Who was put on the
        # list as Sarah (work) is every Sarah until then.
        same = name_key(figure.name) == name_key(into)
        entries, unnamed = ([CastMember(checked_name(name))], set()) if same else self._entries(name)
        listed = next((each.name for each in self.members if each.is_called(into)), "")
        if listed == entries[0].name:
            raise InputError(f"{into!r} is a name of {name!r} too.", _TELL_APART)
        new = [CastMember(into)] if into and not listed else []

        def by(said: Said) -> Said:
            # Who has no name needs no entry: where it is seen, it is named by its place.
            kept = [] if unnamed else entries
            said = with_entries(said, {each.name for each in kept}, [*kept, *new])
            return with_places(said, places, listed or into)

        where = ", ".join(sorted(key.id for key in keys))
        self._change(f"{figure.name} became {into or 'nobody on the list'} in {where}", by)
        return len(keys)

    def apart(self, one: str, other: str) -> tuple[str, str]:
        """Say that two are two people, which answers a proposal, and return whom.

        Raises
        ------
        InputError
            If nobody is called so, or the two are taken for one.
        """
        figures = self.figure(one), self.figure(other)
        if figures[0].key == figures[1].key:
            raise InputError(
                f"{one!r} and {other!r} are taken for one.",
                "Say in which dreams it is another with `noctuary cast split`.",
            )
        names = figures[0].name, figures[1].name
        pair = frozenset(map(name_key, names))
        if len(pair) < len(names):
            pair = frozenset(each.key for each in figures)
        self._change(
            f"{names[0]} and {names[1]} were told apart",
            lambda said: replace(said, apart=said.apart | {pair}),
        )
        return names

    def forget(self, name: str) -> list[CastMember]:
        """Take whoever has a name off the cast list, and return them.

        Raises
        ------
        InputError
            If nobody of that name is on it.
        """
        gone = [each for each in self.members if each.is_called(name)]
        if not gone:
            raise InputError(
                f"Nobody on the cast list of {self.series} is called {name!r}.",
                near(name, [called for each in self.members for called in each.names])
                or "See it with `noctuary cast`.",
            )
        # What is wrong with a list must go, whoever wrote it: also from that of a set.
        self._resolved.clear()
        names = {each.name for each in gone}
        store_cast.change(
            self._store,
            self.series,
            f"{gone[0].name} was taken off the cast list",
            lambda said: without(said, names),
        )
        return gone

    @property
    def last_act(self) -> Done | None:
        """What :meth:`undo` would take back; ``None`` when there is nothing."""
        return store_cast.last_act(self._store, self.series)

    @property
    def is_sayable(self) -> bool:
        """Whether anything can be said of it: a set's dreamers are many, and a cast list is one dreamer's."""
        return self._series.kind is not SeriesKind.SET

    def undo(self, *, only: int | None = None) -> str:
        """Take back what was said last, and return what it was, in words; empty when there is nothing to take back.

        Parameters
        ----------
        only
            The number of the act that is meant (:attr:`last_act`): where something else was said since, nothing is
            taken back.
        """
        self._resolved.clear()
        return store_cast.undo(self._store, self.series, only=only)

    def _change(self, act: str, by: Callable[[Said], Said]) -> Said:
        if not self.is_sayable:
            raise InputError(
                f"{self.series} is a set of many dreamers, and a cast list is one dreamer's.",
                "Import the dreams of one dreamer as a series of their own.",
            )
        self._resolved.clear()
        return store_cast.change(self._store, self.series, act, by)

    def _entries(self, name: str) -> tuple[list[CastMember], set[Place]]:
        """Return the entries of whom a name means: those on the cast list, else one for whom the dreams show.

        Who has no name that other dreams could use comes with the places that mean it.

        Raises
        ------
        InputError
            If nobody is called so, or two are.
        """
        members = [each for each in self.members if each.is_called(name)]
        names = {each.name for each in members}
        if len(names) > 1:
            raise InputError(
                f"{name!r} stands for {len(names)} people on the cast list of {self.series}.",
                f"Say which: {' or '.join(sorted(names))}.",
            )
        if members:
            return [each for each in self.members if each.name in names], set()
        figure = self.figure(name)
        listed = [each for each in self.members if each.is_called(figure.name)]
        if figure.known or any(each.names for each in figure.sightings):
            return listed or [also_called(CastMember(figure.name), figure.aliases)], set()
        places = {(each.dream, word) for each in figure.sightings for word in _words(each)}
        return [CastMember(figure.key if listed else figure.name)], places

    def _key(self, dream: str) -> DreamKey:
        key = DreamKey(self.series, dream.removeprefix(f"{self.series}/"))
        try:
            return self._store.get(key).key
        except DreamNotFoundError:
            raise DreamNotFoundError(
                f"There is no dream {dream!r} in {self.series}.", "See the ids with `noctuary list`."
            ) from None


def _words(sighting: Sighting) -> list[str]:
    """Return what somebody is looked up by in a dream: the names, or what who has none is called."""
    return list(map(name_key, sighting.names or called([sighting])[:1]))
