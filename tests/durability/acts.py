"""Acts upon a library, drawn by chance: the same number upon the same library is always the same act.

Whatever is drawn comes from the number of the act and from what the library holds. So a second library, to which
nothing ever happens, can follow a first one that is killed again and again, and tell what must be in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from noctuary.coding import Coding, Reader, ReaderKind, Reading
from noctuary.dream import Dream, DreamKey, PartialDate, TextSpan
from noctuary.errors import DreamNotFoundError, InputError
from noctuary.export import write_jsonl
from noctuary.ingest import read_path
from noctuary.interchange import dream_to_dict, dumps, reading_to_dict
from noctuary.library import Library
from noctuary.library.writing import put_down_night, take_back_night, write_down
from noctuary.scheme import Scale, parse
from noctuary.statements import CastMember, MotifSaid, statement_to_dict
from noctuary.store import cast, drafts, spines
from noctuary.store.drafts import Draft
from standins import Glad

SERIES: Final = ("journal", "mine", "other")
#: Dreams kept in one act of an import: few, so that many a kill falls between two.
AT_ONCE: Final = 3
_WORDS: Final = "a ladder of salt stood in the harbour and my mother counted snow on every step".split()
_CODES: Final = ("1MKA", "1FMA", "2JSA", "1ANI")


@dataclass(frozen=True, slots=True)
class Moment:
    """What an act has to hand.

    Parameters
    ----------
    number
        Of the act.
    library
        Upon which it is done.
    outside
        A folder for what leaves the library.
    chance
        Which draws alike for the same number.
    """

    number: int
    library: Library
    outside: Path
    chance: random.Random

    def dream(self) -> Dream:
        """A new dream; a word of it stands in no other, and some are longer than a page of the file."""
        words = self.chance.choices(_WORDS, k=self.chance.choice((8, 40, 40, 200, 3000)))
        return Dream(
            id=f"act-{self.number}-{self.chance.randrange(10**6)}",
            text=f"I saw lantern{self.number} and then {' '.join(words)}.",
            series=self.chance.choice(SERIES),
            date=PartialDate(2020 + self.number % 5, 1 + self.number % 12),
            title=f"Lantern {self.number}",
            tags=tuple(self.chance.sample(("sea", "flying", "late"), 2)),
            reflection="I went out after this.",
            ratings={"fear": float(self.chance.randrange(5))},
        )

    def known(self, *, deleted: bool = False) -> DreamKey:
        """A dream that is there."""
        if deleted:
            keys = [key for key, _, _ in self.library.store.trash()]
        else:
            keys = [listed.key for listed in self.library.listed()]
        if not keys:
            raise InputError("There is no dream yet.")
        return self.chance.choice(sorted(keys))

    def reading(self, dream: Dream) -> Reading:
        """What somebody found in it."""
        reader = Reader(
            self.chance.choice(("Ana", "script")),
            kind=self.chance.choice((ReaderKind.PERSON, ReaderKind.PROGRAM)),
        )
        codes = [
            Coding(parse(code, Scale.CHARACTERS), (TextSpan(0, 5),), self.chance.choice((None, 0.5)))
            for code in self.chance.sample(_CODES, self.chance.randrange(1, 4))
        ]
        return Reading.of(dream, reader, [*codes, Coding(parse("SD D", Scale.EMOTIONS))])


def drawn(number: int, seed: int) -> tuple[str, random.Random]:
    """Return what the act of a number is called, and the chance that the rest of it is drawn from."""
    chance = random.Random(f"{seed}/{number}")
    return chance.choices(list(ACTS), [often for _, often in ACTS.values()])[0], chance


def perform(number: int, seed: int, library: Library, outside: Path) -> bool:
    """Do one act; on disk when this returns. Return whether it could be done."""
    name, chance = drawn(number, seed)
    try:
        ACTS[name][0](Moment(number, library, outside, chance))
    except (InputError, DreamNotFoundError):
        # What cannot be done changes nothing, in one library as in the other.
        return False
    return True


def _write(at: Moment) -> None:
    dream = at.dream()
    write_down(
        at.library,
        dream.text,
        series=dream.series,
        date=dream.date,
        title=dream.title,
        tags=dream.tags,
        ratings=dream.ratings,
        reflection=dream.reflection,
    )


def _add_several(at: Moment) -> None:
    at.library.store.add_many(at.dream() for _ in range(3))


def _import(at: Moment) -> None:
    """Bring in a file of dreams, readings and what was said of them, batch by batch."""
    dreams = [replace(at.dream(), id=f"file-{at.number}-{count}", series="mine") for count in range(8)]
    lines = [dumps(dream_to_dict(dream) | reading_to_dict(at.reading(dream))) for dream in dreams]
    lines.append(dumps(statement_to_dict(MotifSaid(dreams[0].key, "lanterns", holds=True))))
    file = at.outside / "in.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    at.library.take_in(read_path(file), at_once=AT_ONCE)


def _read(at: Moment) -> None:
    at.library.read_unread(Glad(), f"series:{at.chance.choice(SERIES)}")


def _save_reading(at: Moment) -> None:
    at.library.store.save_readings([at.reading(at.library.store.get(at.known()))])


def _correct(at: Moment) -> None:
    corrections = at.library.corrections(at.known(), at.chance.choice(("Ana", "Ben")))
    codes = len(corrections.standing().codings)
    match at.chance.choice(("accept", "add", "change", "remove")):
        case "accept":
            corrections.accept_all()
        case "change" if codes:
            corrections.change(at.chance.randrange(codes), parse("AP D", Scale.EMOTIONS))
        case "remove" if codes:
            corrections.remove(at.chance.randrange(codes))
        case _:
            corrections.add(parse(at.chance.choice(_CODES), Scale.CHARACTERS), [TextSpan(0, 5)])


def _undo_correction(at: Moment) -> None:
    at.library.corrections(at.known(), at.chance.choice(("Ana", "Ben"))).undo()


def _draft(at: Moment) -> None:
    id_ = f"draft-{at.chance.randrange(3)}"
    known = drafts.find(at.library.store, id_)
    version = known.version if known else 0
    text = f"lantern{at.number} " * at.chance.choice((3, 3000))
    drafts.save(
        at.library.store,
        Draft(id=id_, text=text, details={"title": "T"}, version=version + 1, writer="w"),
        base=version,
    )


def _keep_draft(at: Moment) -> None:
    """Keep a draft as a dream, as the room does: in one act."""
    waiting = drafts.every(at.library.store)
    if waiting:
        draft = min(waiting, key=lambda each: each.id)
        with at.library.store.transaction():
            write_down(at.library, draft.text, date=None)
            drafts.discard(at.library.store, draft.id, writer=draft.writer)


def _confirm(at: Moment) -> None:
    member = CastMember(f"Lena {at.number % 7}", "sister", aliases=(f"Leni {at.number % 7}",))
    cast.change(
        at.library.store, at.known().series, "Lena was confirmed", lambda said: said.with_member(member)
    )


def _undo_cast(at: Moment) -> None:
    cast.undo(at.library.store, at.chance.choice(SERIES))


def _say_motif(at: Moment) -> None:
    at.library.say_motif("lanterns", at.known(), holds=at.chance.choice((True, False, None)))


def _say_rhyme(at: Moment) -> None:
    at.library.say_rhyme(at.known(), at.known(), same=at.chance.random() < 0.8, motif="lanterns")


def _put_down_night(at: Moment) -> None:
    put_down_night(at.library, "journal", PartialDate(2021, 5, 1 + at.number % 28))


def _take_back_night(at: Moment) -> None:
    take_back_night(at.library, "journal", PartialDate(2021, 5, 1 + at.number % 28))


def _delete(at: Moment) -> None:
    at.library.store.delete({at.known(), at.known()})


def _undelete(at: Moment) -> None:
    at.library.store.undelete([at.known(deleted=True)])


def _empty_trash(at: Moment) -> None:
    at.library.store.empty_trash()


def _shelve(at: Moment) -> None:
    spines.make_rest(at.library.store)


def _back_up(at: Moment) -> None:
    at.library.store.backup_to(at.outside / f"backup-{at.number}.noctuary")


def _export(at: Moment) -> None:
    write_jsonl(at.outside / f"export-{at.number}.jsonl", at.library.contents())


#: What can be done, and how often.
ACTS: Final[dict[str, tuple[Callable[[Moment], None], int]]] = {
    "write": (_write, 12),
    "add several": (_add_several, 4),
    "import": (_import, 4),
    "read": (_read, 4),
    "save a reading": (_save_reading, 5),
    "correct": (_correct, 8),
    "undo a correction": (_undo_correction, 4),
    "draft": (_draft, 8),
    "keep a draft": (_keep_draft, 4),
    "confirm": (_confirm, 3),
    "undo of the cast": (_undo_cast, 2),
    "motif": (_say_motif, 3),
    "rhyme": (_say_rhyme, 3),
    "night": (_put_down_night, 2),
    "night taken back": (_take_back_night, 1),
    "delete": (_delete, 6),
    "take out of the trash": (_undelete, 2),
    "empty the trash": (_empty_trash, 3),
    "spines": (_shelve, 3),
    "backup": (_back_up, 2),
    "export": (_export, 2),
}
