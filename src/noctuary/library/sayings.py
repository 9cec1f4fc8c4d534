"""What dreamers said of their casts, as values: how it changes by what is said next, and what reading takes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from noctuary.dream import DreamKey, PartialDate
from noctuary.errors import InputError
from noctuary.reading.acquaintances import Acquaintance, name_key
from noctuary.statements import CastMember, Said
from noctuary.store.cast import said as said_in
from noctuary.store.store import Store

#: A word in a dream that means somebody: the dream, and the word as it is looked up.
Place = tuple[DreamKey, str]


def checked_name(name: str) -> str:
    """Return a name without needless blanks.

    Raises
    ------
    InputError
        If it has no letter and no digit.
    """
    if not name_key(name):
        raise InputError("A name has letters.", "Give it as the dreams do.")
    return " ".join(name.split())


def also_called(member: CastMember, names: Iterable[str]) -> CastMember:
    """Return a member with further names, each once, whatever its case.

    Examples
    --------
    >>> also_called(CastMember("Benjamin", aliases=("Ben",)), ["Benny", "BEN", "Benjamin"]).aliases
    ('Benny', 'Ben')
    """
    aliases = {name_key(each): each for each in (*names, *member.aliases)}
    aliases.pop(name_key(member.name), None)
    return replace(member, aliases=tuple(aliases.values()))


def find_member(said: Said, name: str, since: PartialDate | None) -> CastMember | None:
    """Return who is on the list by a name from the same date on, ``None`` if nobody is."""
    same_date = (each for each in said.members if str(each.since or "") == str(since or ""))
    return next((each for each in same_date if each.is_called(name)), None)


def with_confirmed(said: Said, member: CastMember) -> Said:
    """Return what was said with a member, who keeps what was said before and is not said anew."""
    known = find_member(said, member.name, member.since)
    if known is None:
        return said.with_member(member)
    if not member.relation:
        sex = member.sex or known.sex
        member = replace(known, name=member.name, aliases=member.aliases, sex=sex, confirmed_at="")
    return said.with_member(also_called(member, known.names))


def with_entries(said: Said, names: Collection[str], entries: Iterable[CastMember]) -> Said:
    """Return what was said with other entries for whoever goes by these names, in single dreams as well."""
    new = tuple(entries)
    kept = tuple(each for each in said.members if each.name not in names)
    meant = {place: new[0].name if member in names else member for place, member in said.in_dreams.items()}
    return replace(said, members=(*kept, *new), in_dreams=meant)


def with_places(said: Said, places: Iterable[Place], name: str) -> Said:
    """Return what was said with words in single dreams that mean somebody; an empty name is nobody on the list."""
    return replace(said, in_dreams={**said.in_dreams, **dict.fromkeys(places, name)})


def without(said: Said, names: Collection[str]) -> Said:
    """Return what was said without the members of these names."""
    kept = tuple(each for each in said.members if each.name not in names)
    meant = {place: member for place, member in said.in_dreams.items() if member not in names}
    return replace(said, members=kept, in_dreams=meant)


class Confirmed(NamedTuple):
    """What dreamers said that reading in series mode goes by, as :class:`noctuary.reading.series.Chronicle` takes it.

    Parameters
    ----------
    cast_lists
        By series, whom its dreamer confirmed and said more of than names.
    in_dreams
        By dream, whom names mean in it.
    """

    cast_lists: Mapping[str, list[Acquaintance]] = MappingProxyType({})
    in_dreams: Mapping[DreamKey, Mapping[str, str]] = MappingProxyType({})

    @classmethod
    def of(cls, store: Store) -> Confirmed:
        """Return what was said in all series of a library."""
        cast_lists: dict[str, list[Acquaintance]] = {}
        in_dreams: defaultdict[DreamKey, dict[str, str]] = defaultdict(dict)
        for series in store.series():
            said = said_in(store, series.id)
            cast_lists[series.id] = [
                Acquaintance(each.names, each.sex, each.identity, each.age, each.since)
                for each in said.members
                if each.tells
            ]
            for (dream, name), member in said.in_dreams.items():
                in_dreams[dream][name] = member
        return cls(cast_lists, dict(in_dreams))
