"""Who is the same across the dreams of one series.

Unasked, two sightings are one person only where hardly anything else can be meant: by what the dreamer said, by a
full name, by a kin relation of which there is one, and by a given name, unless surname, relation or sex disagree.
What is only likely becomes a proposal (:mod:`noctuary.figures.proposals`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from noctuary.dream import DreamKey
from noctuary.figures.figure import Figure, FigureKind, Resolved
from noctuary.figures.identity import (
    TIES,
    Person,
    Seen,
    family,
    people,
    relation_told,
    see,
    strict_parts,
    votes_of,
)
from noctuary.figures.names import parse_name
from noctuary.figures.naming import called, kind_of, prevailing
from noctuary.figures.proposals import propose
from noctuary.figures.roles import (
    family_of,
    is_one,
    may_be_one,
    role_of,
)
from noctuary.figures.sightings import Sighting
from noctuary.reading.acquaintances import name_key
from noctuary.statements import NOTHING_SAID, CastMember, Said


def resolve(sightings: Iterable[Sighting], said: Said = NOTHING_SAID, *, strict: bool = False) -> Resolved:
    """Return who is who across the dreams of one series.

    Parameters
    ----------
    sightings
        Of one dreamer; their order does not matter. None give no figures.
    said
        What the dreamer said of the cast: it holds before everything else.
    strict
        Do without given names alone: two dreams that only share one stay two figures, as the sensitivity of a
        network asks for.

    Returns
    -------
    Resolved
        Each sighting is in exactly one figure; those of most dreams come first.

    Examples
    --------
    >>> from noctuary.dream import Dream
    >>> from noctuary.figures.sightings import sightings
    >>> from noctuary.reading.lexical import LexicalReader
    >>> told = ("My sister Rachel rowed.", "Mom waved and Rachel sang.", "My mother slept. A friend sang.")
    >>> dreams = [Dream(id=str(night), text=text) for night, text in enumerate(told)]
    >>> seen = [each for dream in dreams for each in sightings(dream, LexicalReader().read(dream))]
    >>> [(each.name, each.relation, each.known, len(each.sightings)) for each in resolve(seen).figures]
    [('mother', 'mother', True, 2), ('Rachel', 'sister', True, 2), ('friend', '', False, 1)]
    """
    assigned: defaultdict[str, list[Seen]] = defaultdict(list)
    free: list[Seen] = []
    nobody: list[Seen] = []
    for seen in map(see, sorted(sightings, key=_place)):
        meant = _meant_here(seen, said)
        if meant is None:
            free.append(seen)
        elif meant:
            assigned[name_key(meant)].append(seen)
        else:
            nobody.append(seen)
    ones = [*_confirmed(people(free, said), assigned, said), *people(nobody, said)]
    if strict:
        ones = [part for one in ones for part in ([one] if one.member else strict_parts(one))]
    figures = _with_keys([_figure(one) for one in ones])
    return Resolved(tuple(figures), tuple(propose(figures, said)))


def _meant_here(seen: Seen, said: Said) -> str | None:
    """Return who the dreamer said that somebody is in this dream, by any word for them; ``None`` if nothing."""
    if not said.in_dreams:
        return None
    words = seen.keys | {name_key(called([seen.sighting])[0])}
    told = [said.in_dreams[seen.dream, word] for word in words if (seen.dream, word) in said.in_dreams]
    return max(told, default=None)


# By what the dreamer said.


def _confirmed(people: list[Person], assigned: dict[str, list[Seen]], said: Said) -> Iterator[Person]:
    """Give the members of the cast list their sightings; who is on no list stays as found."""
    calls = {id(member): _calls(member, people, said.members) for member in said.members}
    # The latest entry of a name holds from its date on.
    latest_first = sorted(
        said.members, key=lambda each: (each.since.sort_key if each.since else "", each.name), reverse=True
    )
    for member in latest_first:
        taken = assigned.pop(name_key(member.name), [])
        left: list[Person] = []
        for one in people:
            if calls[id(member)].isdisjoint(one.handles) or _is_namesake(one, member):
                left.append(one)
                continue
            taken += [each for each in one.seen if _covers(member, each)]
            before = [each for each in one.seen if not _covers(member, each)]
            if before:
                left.append(Person(before, one.namesake, one.held))
        people = left
        if taken:
            yield Person(taken, member=member)
    yield from people
    yield from (Person([each]) for strays in assigned.values() for each in strays)


def _calls(member: CastMember, people: Sequence[Person], members: Sequence[CastMember]) -> set[str]:
    """Return what a member is called by: names, a given name of which there is one, and a relation likewise."""
    calls = {name_key(name) for name in (member.name, *member.aliases)}
    others = [other for other in members if other.name != member.name]
    given, role = parse_name(member.name).given, role_of(member.relation)
    if all(given != parse_name(other.name).given for other in others):
        calls.add(given)
    named = any(one.ties[role] >= TIES and calls.isdisjoint(one.handles) for one in people)
    alone = all(role != role_of(other.relation) for other in others)
    if alone and (is_one(role) or (may_be_one(role) and not named)):
        calls.add(role)
    return calls


def _is_namesake(one: Person, member: CastMember) -> bool:
    """Tell whether somebody bears a member's name and stands to the dreamer otherwise."""
    told = votes_of(one.seen, family)
    expected = family_of(role_of(member.relation))
    return one.namesake and bool(told) and bool(expected) and expected not in told


def _covers(member: CastMember, seen: Seen) -> bool:
    date = seen.sighting.date
    return member.since is None or not date or member.since.sort_key <= date


# Figures.


def _figure(one: Person) -> Figure:
    """Return what somebody is called and how they are coded, by most of their dreams."""
    sightings = tuple(sorted((each.sighting for each in one.seen), key=_place))
    kind = kind_of(sightings)
    named = any(each.name.key for each in one.seen)
    name, aliases = called(sightings)
    relation = relation_told(one.seen)
    if one.namesake and relation and relation not in name_key(name).split():
        name, aliases = f"{name} ({relation})", (name, *aliases)
    figure = Figure(
        key=name_key(name) if named else one.held or _key_of_one(name, sightings[0]),
        name=name,
        aliases=aliases,
        relation=relation,
        sex=prevailing(sightings, lambda each: "" if each.character.sex == "I" else each.character.sex),
        identity=prevailing(sightings, lambda each: each.character.identity),
        age=prevailing(sightings, lambda each: each.character.age),
        kind=kind,
        ambiguous=len(strict_parts(one)) > 1,
        known=(named or bool(one.held)) and kind not in (FigureKind.GROUP, FigureKind.ANIMAL),
        sightings=sightings,
    )
    return figure if one.member is None else _as_confirmed(figure, one.member)


def _as_confirmed(figure: Figure, member: CastMember) -> Figure:
    """Return a figure with what the dreamer said of it before what the dreams tell."""
    told = dict.fromkeys((*member.aliases, figure.name, *figure.aliases))
    return replace(
        figure,
        key=name_key(member.name),
        name=member.name,
        aliases=tuple(name for name in told if name_key(name) != name_key(member.name)),
        relation=member.relation or figure.relation,
        sex=member.sex or figure.sex,
        identity=member.identity or figure.identity,
        age=member.age or figure.age,
        confirmed=True,
        ambiguous=False,
        known=True,
    )


def _with_keys(figures: list[Figure]) -> list[Figure]:
    """Return the figures of most dreams first; of several of one name, only the first goes by the name alone."""
    taken: set[str] = set()
    found = []
    for figure in sorted(figures, key=_rank):
        first = figure.sightings[0]
        alone = _key_of_one(figure.name, first)
        keys = (figure.key, alone, f"{alone}:{first.place}")
        key = next(key for key in keys if key not in taken)
        taken.add(key)
        found.append(replace(figure, key=key))
    return found


def _rank(figure: Figure) -> tuple[object, ...]:
    return -len(figure.dreams), figure.key, _place(figure.sightings[0])


def _key_of_one(name: str, first: Sighting) -> str:
    """Return the key of somebody whom only the place in a dream tells from others: ``friend@0012:34``."""
    start = min((span.start for span in first.evidence), default=first.place)
    return f"{name_key(name)}@{first.dream.id}:{start}"


def _place(sighting: Sighting) -> tuple[str, DreamKey, int]:
    return sighting.date, sighting.dream, sighting.place
