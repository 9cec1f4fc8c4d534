"""What can be said of a figure: what each thing does, in words, and how it is said to the cast."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from noctuary.dates import parse_date
from noctuary.dream import PartialDate
from noctuary.errors import InputError
from noctuary.figures.figure import Figure
from noctuary.library import Library
from noctuary.library.cast import Cast
from noctuary.web.forms import Form, numbers_in, words_in
from noctuary.web.gallery import Gallery

#: Relations to choose from; any other that a dream may tell can be typed.
RELATIONS: Final = (
    "mother", "father", "sister", "brother", "daughter", "son", "husband", "wife", "ex-husband", "ex-wife",
    "boyfriend", "girlfriend", "grandmother", "grandfather", "aunt", "uncle", "cousin", "niece", "nephew", "friend",
    "teacher", "boss", "neighbor", "doctor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that can be said of a figure.

    Parameters
    ----------
    label, title, verb
        Of what opens its form, of the form, and of what sends it.
    effect
        What it will do, in a sentence in which ``{name}`` is the figure's.
    say
        Says it to the cast: of somebody by the name that is typed for them, with what the form holds.
    """

    label: str
    title: str
    verb: str
    effect: str
    say: Callable[[Cast, str, Form, Library], object]


def _confirm(cast: Cast, name: str, form: Form, _: Library) -> object:
    # Who is on the list already is known by all their names from the new date on too.
    aliases = [alias for member in cast.members if member.is_called(name) for alias in member.names]
    return cast.confirm(
        name, words_in(form, "relation"), aliases=aliases, since=_date_in(form), sex=words_in(form, "sex")
    )


def _date_in(form: Form) -> PartialDate | None:
    written = words_in(form, "since")
    date = parse_date(written)
    if written and (date is None or date.year is None):
        raise InputError("That date cannot be read.", "Write 1985, 1985-03 or 1985-03-12.")
    return date


def _rename(cast: Cast, name: str, form: Form, _: Library) -> object:
    return cast.rename(name, words_in(form, "name"))


def _alias(cast: Cast, name: str, form: Form, _: Library) -> object:
    return cast.alias(name, words_in(form, "name"))


def _merge(cast: Cast, name: str, form: Form, _: Library) -> object:
    other = words_in(form, "other")
    return cast.merge(other, name) if words_in(form, "keep") == "other" else cast.merge(name, other)


def _split(cast: Cast, name: str, form: Form, library: Library) -> object:
    chosen = numbers_in(form, "dream")
    into = "" if words_in(form, "nobody") else words_in(form, "into")
    if not chosen:
        raise InputError("No dream is chosen.", "Choose those in which it is somebody else.")
    if not into and not words_in(form, "nobody"):
        raise InputError(
            "It is not said who it is there.", "Name somebody, or say that it is nobody in particular."
        )
    keys = [library.dream_at(nr).key for nr in chosen]
    if strange := [key for key in keys if key.series != cast.series]:
        raise InputError(f"{strange[0]} is a dream of another series.", "Load the page again.")
    return cast.split(name, [key.id for key in keys], into)


def _apart(cast: Cast, name: str, form: Form, _: Library) -> object:
    return cast.apart(name, words_in(form, "other"))


def _forget(cast: Cast, name: str, _form: Form, _: Library) -> object:
    return cast.forget(name)


_SAYINGS: Final[Mapping[str, Saying]] = {
    "confirm": Saying(
        "Confirm",
        "Say who this is",
        "Confirm",
        "{name} goes on the cast list. Wherever a dream merely says {name}, it is known who that is.",
        _confirm,
    ),
    "rename": Saying(
        "Rename",
        "Call it by another name",
        "Rename",
        "{name} goes by the new name from now on. The old one stays a further name, since the dreams use it.",
        _rename,
    ),
    "alias": Saying(
        "Another name",
        "Add a further name",
        "Add the name",
        "Dreams that say the further name mean {name} too.",
        _alias,
    ),
    "merge": Saying(
        "The same as …",
        "Two who are one",
        "Make them one",
        "All dreams of the other become dreams of {name}, and all names are names of one.",
        _merge,
    ),
    "split": Saying(
        "Another in some dreams …",
        "Somebody else in some dreams",
        "Take them apart",
        "In the dreams that you choose, {name} is somebody else from now on: somebody known, or a new name.",
        _split,
    ),
    "apart": Saying(
        "Not the same as …",
        "Two who are two",
        "They are two",
        "{name} and the other stay two, and are not proposed for one again.",
        _apart,
    ),
    "forget": Saying(
        "Off the list",
        "Take it off the cast list",
        "Take it off the list",
        "What you said of {name} is forgotten; the dreams alone tell who it is. Dreams and readings stay as they are.",
        _forget,
    ),
}


def sayings_of(figure: Figure, gallery: Gallery) -> dict[str, Saying]:
    """Return what can be said of a figure.

    Who shares a name with somebody more frequent, or has none, needs a name first; only who is on the cast list can
    be taken off it.
    """
    left_out = set() if figure.confirmed else {"forget"}
    if not figure.confirmed and not (figure.known and gallery.names[figure.key] == figure.name):
        left_out |= {"confirm", "alias"}
    return {name: saying for name, saying in _SAYINGS.items() if name not in left_out}
