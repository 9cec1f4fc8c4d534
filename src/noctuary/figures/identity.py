"""Who is one person by the words of the dreams alone: by name, and by relation to the dreamer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from noctuary.dream import DreamKey
from noctuary.figures.figure import FigureKind
from noctuary.figures.names import Name, fullest, parse_name
from noctuary.figures.naming import kind_of
from noctuary.figures.roles import (
    FORMER,
    GROUPS,
    ORDERING,
    OTHERS,
    family_of,
    is_called_by,
    is_one,
    may_be_one,
    relation_of,
    role_of,
)
from noctuary.figures.sightings import Sighting
from noctuary.reading.acquaintances import name_key
from noctuary.reading.cast import DREAMER
from noctuary.reading.nouns import NAMES, NOUNS
from noctuary.statements import CastMember, Said

# Of the surnames to a given name, the one that has this share of the dreams is meant by the given name alone, if it
# is told more than once and is no public figure's: they and passers-by share the given names of friends.
_MEANT: Final = 0.85
# A relation or sex that is told this much less often than another one is a slip, not a second person.
_OUTVOTED: Final = 3
# And so is what is told in less than this share of the dreams of a name.
_RARELY_TOLD: Final = 0.05
# A relation has one holder when another one, or several at once, are told of at most a tenth as often.
_HARDLY_ANY: Final = 0.1
# So many dreams tie a name to a surname or relation; so many tell of a relation that the series never names.
TIES: Final = 2
_UNNAMED: Final = 10


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A sighting, with what its words say of who it is.

    Parameters
    ----------
    sighting
        Who, in one dream.
    name
        The fullest name used.
    role
        How they stand to the dreamer, one word for each relation; empty where nothing is told.
    roles
        The same of several: "sisters" are no sister.
    keys
        Whatever the dreamer may call them by: names, relations.
    """

    sighting: Sighting
    name: Name
    role: str
    roles: str
    keys: frozenset[str]

    @property
    def dream(self) -> DreamKey:
        """Which dream."""
        return self.sighting.dream


def see(sighting: Sighting) -> Seen:
    """Return a sighting with what its words say of who it is."""
    own = sighting.owner == DREAMER
    name = fullest(sighting.names)
    role = role_of(relation_of(sighting.relations)) if own else ""
    if role == name.title:
        role = ""  # a priest whom a dream calls "Father" is no father
    several = sighting.character.is_group and role not in GROUPS and not sighting.names
    words = {name_key(name) for name in sighting.names}
    words |= {part for name in map(parse_name, sighting.names) for part in (name.key, name.given) if part}
    if own:
        words |= {word for lemma in sighting.relations for word in (lemma, role_of(lemma))}
    return Seen(
        sighting,
        name,
        "" if several else role,
        role if several else "",
        frozenset(words),
    )


def _dreams(seen: Iterable[Seen]) -> int:
    return len({each.dream for each in seen})


def votes_of(seen: Iterable[Seen], of: Callable[[Seen], str]) -> Counter[str]:
    """Return in how many dreams each value is told; what is empty is not told."""
    told = {(each.dream, of(each)) for each in seen}
    return Counter(value for _, value in told if value)


@dataclass(slots=True, eq=False)
class Person:
    """Sightings that are taken for one person, or one group, or one animal.

    Parameters
    ----------
    seen
        At least one.
    namesake
        Whether others of the name stand to the dreamer otherwise.
    held
        The relation by which sightings without a name came in; empty without.
    member
        Who they are on the cast list.
    ties
        In how many dreams their name goes with each relation.
    """

    seen: list[Seen]
    namesake: bool = False
    held: str = ""
    member: CastMember | None = None
    ties: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.ties = votes_of((each for each in self.seen if each.name.key), lambda each: each.role)

    @property
    def handles(self) -> set[str]:
        """What it goes by: its names in full, given names that stand alone, relations where it has no name."""
        return {key for each in self.seen for key in ((each.name.key,) if each.name.key else each.keys)}


def people(seen: Iterable[Seen], said: Said) -> list[Person]:
    """Return who is one person by the words of the dreams.

    Parameters
    ----------
    seen
        In the order of the dreams. Each is in exactly one person.
    said
        Who the dreamer said are two.
    """
    by_name: defaultdict[str, list[Seen]] = defaultdict(list)
    by_role: defaultdict[str, list[Seen]] = defaultdict(list)
    several: Counter[str] = Counter()
    rest: list[Person] = []
    for each in seen:
        if each.sighting.introduced:
            rest.append(Person([each]))
        elif each.name.key:
            by_name[each.name.given if _is_given(each.name) else each.name.key].append(each)
        elif each.role and (is_one(each.role) or may_be_one(each.role)):
            by_role[each.role].append(each)
        else:
            several[each.roles] += 1
            rest.append(Person([each]))
    named = [
        one for name in by_name.values() for bearer in _by_surname(name, said) for one in _namesakes(bearer)
    ]
    roles = {role for one in named for role in one.ties} | set(by_role)
    for role, unnamed in by_role.items():
        rest += _holders(role, unnamed, named, several[role], roles, said)
    return [*named, *rest]


def _is_given(name: Name) -> bool:
    return bool(name.given) and not (name.title and not name.surname)


def _by_surname(seen: list[Seen], said: Said) -> Iterator[list[Seen]]:
    """Divide the sightings of one given name by surname, and find whom the given name alone means."""
    surnames: defaultdict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        surnames[each.name.surname].append(each)
    alone = surnames.pop("", [])
    for initial in [surname for surname in surnames if len(surname) == 1]:
        begun = [surname for surname in surnames if len(surname) > 1 and surname[0] == initial]
        if len(begun) == 1:
            surnames[begun[0]] += surnames.pop(initial)
    dreams = {surname: _dreams(bearer) for surname, bearer in surnames.items()}
    if alone and surnames:
        usual = max(sorted(dreams), key=lambda surname: dreams[surname])
        bearer = surnames[usual]
        meant = dreams[usual] >= max(TIES, _MEANT * sum(dreams.values()))
        famous = kind_of([each.sighting for each in bearer]) is FigureKind.FAMOUS
        if (
            meant
            and not famous
            and not are_apart({alone[0].name.key}, {each.name.key for each in bearer}, said)
        ):
            surnames[usual], alone = bearer + alone, []
    yield from surnames.values()
    if alone:
        yield alone


def _namesakes(seen: list[Seen]) -> list[Person]:
    """Divide the sightings of one name where relation or sex clearly tell two people."""
    parts = [part for together in _divided(seen, family) for part in _divided(together, _sex)]
    return [Person(part, namesake=len(parts) > 1) for part in parts]


def family(seen: Seen) -> str:
    """Return what would disagree with another of the name: an animal, a kin relation, any other relation."""
    return "animal" if seen.sighting.character.nonhuman == "ANI" else family_of(seen.role)


def _sex(seen: Seen) -> str:
    """Return the sex that nouns tell; that of a code may be a guess from the name."""
    if seen.name.given in NAMES and NAMES[seen.name.given].sex != "I":
        return ""
    told = {NOUNS[lemma].sex for lemma in seen.sighting.relations if lemma in NOUNS} & {"M", "F"}
    return told.pop() if len(told) == 1 else ""


def relation_told(seen: Sequence[Seen]) -> str:
    """Return how somebody stands to the dreamer in most dreams that say so; empty if hardly any do."""
    votes = votes_of(seen, lambda each: each.role or each.roles)
    role = min(votes, key=lambda role: (-votes[role], role), default="")
    return role if votes[role] >= _RARELY_TOLD * _dreams(seen) else ""


def _divided(seen: list[Seen], of: Callable[[Seen], str]) -> list[list[Seen]]:
    """Divide sightings by what is clearly told of two people; who is told neither way stays apart from both."""
    votes = votes_of(seen, of)
    top = max(votes.values(), default=0)
    clear = {
        value
        for value, dreams in votes.items()
        if dreams * _OUTVOTED >= top and dreams >= _RARELY_TOLD * _dreams(seen)
    }
    if len(clear) < 2:
        return [seen]
    parts: defaultdict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        parts[of(each) if of(each) in clear else ""].append(each)
    return list(parts.values())


def _holders(
    role: str,
    unnamed: list[Seen],
    named: Sequence[Person],
    several: int,
    roles: Collection[str],
    said: Said,
) -> list[Person]:
    """Find who "my sister" is: someone with a name, who then takes the sightings in; else one person, or each one."""
    times = sum(one.ties[role] for one in named)
    few = several <= _HARDLY_ANY * (_dreams(unnamed) + times)
    holder = _named_holder(role, named, said)
    if holder is not None and (few or is_one(role)):
        holder.seen += unnamed
        holder.held = role
        return []
    if is_one(role) or (not times and few and _is_told_of_one(role, unnamed, roles)):
        return [Person(unnamed, held=role)]
    return [Person([each]) for each in unnamed]


def _named_holder(role: str, named: Sequence[Person], said: Said) -> Person | None:
    """Return the one with a name who clearly holds a relation; of mothers there is one, so less tells enough."""
    times = {id(one): one.ties[role] for one in named}
    holder = max(named, key=lambda one: times[id(one)], default=None)
    if holder is None or holder.ties[role] < TIES or _prevailing_tie(holder) != role:
        return None
    others = sum(times.values()) - holder.ties[role]
    allowed = 1 / _OUTVOTED if is_one(role) else _HARDLY_ANY
    apart = are_apart(holder.handles, {role}, said)
    return None if apart or others > allowed * holder.ties[role] else holder


def _prevailing_tie(one: Person) -> str:
    return max(sorted(one.ties), key=lambda role: one.ties[role])


def _is_told_of_one(role: str, unnamed: list[Seen], roles: Collection[str]) -> bool:
    """Tell whether a series that never names a relation speaks of one person by it."""
    least = TIES if is_called_by(role) else _UNNAMED
    former = FORMER.get(role, frozenset())
    if _dreams(unnamed) < least or not former.isdisjoint(roles):
        return False
    told = {
        word
        for each in unnamed
        for epithet in each.sighting.epithets
        for word in ORDERING & set(epithet.split())
    }
    return len(told) < 2


def are_apart(one: Collection[str], other: Collection[str], said: Said) -> bool:
    """Tell whether the dreamer said that two are two, by any of what they are called."""
    return any(frozenset((key, another)) in said.apart for key in one for another in other)


def strict_parts(one: Person) -> list[Person]:
    """Divide a person into what more than a given name holds together: a full name, a relation."""
    joined: dict[str, str] = {}

    def root(tie: str) -> str:
        while joined.setdefault(tie, tie) != tie:
            tie = joined[tie]
        return tie

    ties = [_strict_ties(each, one.held) for each in one.seen]
    for told in ties:
        for tie in told[1:]:
            joined[root(tie)] = root(told[0])
    parts: defaultdict[str, list[Seen]] = defaultdict(list)
    for at, (each, told) in enumerate(zip(one.seen, ties, strict=True)):
        parts[root(told[0]) if told else f"alone {at}"].append(each)
    return [Person(part, one.namesake, one.held) for part in parts.values()]


def _strict_ties(seen: Seen, held: str) -> list[str]:
    """Return what holds a sighting together with others, given names aside."""
    name, role = seen.name, seen.role
    ties = []
    if name.is_full and len(name.surname) != 1:
        ties.append(f"name {name.key}")
    if name.given and family_of(role) not in ("", OTHERS):
        ties.append(f"{role} {name.given}")
    if role and role == held:
        ties.append(f"role {role}")
    return ties
