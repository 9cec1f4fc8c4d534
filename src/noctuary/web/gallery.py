"""The figures of a series as pages show them: found once, each with its address, and kept until something changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from noctuary.dream import DreamKey
from noctuary.figures.card import Card
from noctuary.figures.figure import Figure, Proposal, Resolved
from noctuary.figures.periods import Dated
from noctuary.figures.scenes import Bond
from noctuary.library import Library
from noctuary.library.figures import typed_names
from noctuary.reading.acquaintances import name_key
from noctuary.store.links import names_by_token
from noctuary.web.findings import PATIENCE, Pending
from noctuary.web.pictures import presence
from noctuary.web.recurring import figures_of
from noctuary.web.room import Room

# What follows from figures that are known takes a moment, and is worth waiting for.
_MOMENT: Final = 0.4
# Who changes something waits until it is known of whom.
_LONGEST: Final = 120.0


@dataclass(frozen=True, slots=True)
class Portrait:
    """A figure as a list shows it.

    Parameters
    ----------
    figure
        Who.
    token
        Stands for it in addresses.
    dreams
        How many it is in.
    presence
        How many of them in each stretch of the series.
    bond
        What is between it and the dreamer.
    """

    figure: Figure
    token: str
    dreams: int
    presence: tuple[int, ...]
    bond: Bond


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two figures that may be one, as they are asked about."""

    one: Portrait
    other: Portrait
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Gallery:
    """The figures of a series.

    Parameters
    ----------
    resolved
        Who is who.
    portraits
        Everybody, by key, those of most dreams first.
    keys
        By token.
    names
        By key, what is typed to name each: its name, or its key where another goes by the name.
    places
        Of each dream that was read, among them by date.
    order
        The same dreams in that order, with their dates.
    returning
        Who is in two dreams at least.
    once
        Who is known, and was seen in one dream only.
    known
        Who is somebody in particular, whom another dream could tell of.
    bearers
        By name as it is looked up, whom of these it means, where it can mean one alone.
    likenesses
        Which two may be one, the likeliest first.
    unread
        How many dreams show nobody, since nobody has read them.
    is_sayable
        Whether its dreamer may say who is who: not where they are many.
    """

    resolved: Resolved = field(repr=False)
    portraits: Mapping[str, Portrait] = field(repr=False)
    keys: Mapping[str, str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    places: Mapping[DreamKey, int] = field(repr=False)
    order: tuple[Dated, ...] = field(repr=False)
    returning: tuple[Portrait, ...] = field(repr=False)
    once: tuple[Portrait, ...] = field(repr=False)
    known: tuple[Portrait, ...] = field(repr=False)
    bearers: Mapping[str, Portrait] = field(repr=False)
    likenesses: tuple[Likeness, ...] = field(repr=False)
    unread: int
    is_sayable: bool

    def at(self, token: str) -> Portrait | None:
        """Return whom a token stands for; ``None`` for nobody who is known here."""
        key = self.keys.get(token)
        return None if key is None else self.portraits[key]

    def seen_in(self, dream: DreamKey, place: int) -> Portrait | None:
        """Return who is seen at a place of a dream's reading."""
        return next(
            (
                each
                for each in self.portraits.values()
                if any((seen.dream, seen.place) == (dream, place) for seen in each.figure.sightings)
            ),
            None,
        )


def gallery_of(room: Room, series: str, *, patient: bool = False) -> Gallery | Pending:
    """Return the figures of a series, or how far they are looked for.

    Parameters
    ----------
    room
        Whose library.
    series
        Its id.
    patient
        Whether to wait for them: who changes something has to know of whom.
    """
    resolved = figures_of(room, series, patience=_LONGEST if patient else PATIENCE)
    if isinstance(resolved, Pending):
        return resolved
    # What follows from them is named after them: found anew, they are others, even in the same instant.
    return room.findings.get(
        ("gallery", series, id(resolved)),
        lambda library, _: _gallery(library, series, resolved),
        patience=_LONGEST if patient else _MOMENT,
    )


def card_of(room: Room, series: str, gallery: Gallery, key: str) -> Card | Pending:
    """Return the card of a figure, or how far it is made."""
    resolved = gallery.resolved
    return room.findings.get(
        ("card", series, key, id(resolved)),
        lambda library, told: library.cast(series, progress=told).knowing(resolved).card(key),
        patience=_MOMENT,
    )


def _gallery(library: Library, series: str, resolved: Resolved) -> Gallery:
    cast = library.cast(series).knowing(resolved)
    order = tuple(cast.dreams_in_order())
    places = {key: place for place, (key, _) in enumerate(order)}
    bonds = cast.bonds()
    keys = names_by_token(library.store, (each.key for each in resolved.figures), "figure", series)
    tokens = {key: token for token, key in keys.items()}
    portraits = {}
    for figure in resolved.figures:
        dreams = figure.dreams
        stretches = presence((places[key] for key in dreams), len(order))
        portraits[figure.key] = Portrait(
            figure, tokens[figure.key], len(dreams), stretches, bonds[figure.key]
        )
    proposals = sorted(resolved.proposals, key=lambda each: -each.confidence)
    return Gallery(
        resolved,
        portraits,
        keys,
        typed_names(resolved.figures),
        places,
        order,
        returning=tuple(each for each in portraits.values() if each.dreams > 1),
        once=tuple(each for each in portraits.values() if each.dreams == 1 and each.figure.known),
        known=(known := tuple(each for each in portraits.values() if each.figure.known)),
        bearers=_bearers(known),
        likenesses=tuple(Likeness(portraits[each.one], portraits[each.other], each) for each in proposals),
        unread=cast.count_unread(),
        is_sayable=cast.is_sayable,
    )


def _bearers(portraits: Iterable[Portrait]) -> dict[str, Portrait]:
    called: dict[str, dict[str, Portrait]] = {}
    for portrait in portraits:
        for name in (portrait.figure.name, *portrait.figure.aliases):
            called.setdefault(name_key(name), {})[portrait.token] = portrait
    return {name: next(iter(those.values())) for name, those in called.items() if len(those) == 1}
