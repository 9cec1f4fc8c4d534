"""A whole corpus read in parts into a folder, going on where an earlier run was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from noctuary.batch.outcomes import Outcome
from noctuary.batch.part_folder import PartFolder, Tally
from noctuary.batch.parts import Cutting, Part
from noctuary.errors import InputError
from noctuary.ingest import Found

#: Dreams a part when nobody says: a few seconds' work, which is what an interruption costs a worker.
PART_SIZE: Final = 100

#: Reads parts, and gives each back with what became of its dreams, in whatever order they are done.
PartReading = Callable[[Iterable[Part]], Iterable[tuple[Part, Sequence[Outcome]]]]


@dataclass(frozen=True, slots=True)
class PartsReport:
    """What became of a corpus that was read in parts.

    Parameters
    ----------
    tally
        Of all its dreams: each is in it once.
    stood
        How many of them lay in parts that stood already.
    """

    tally: Tally
    stood: int


def read_in_parts(
    found: Iterable[Found],
    folder: PartFolder,
    reading: PartReading,
    *,
    progress: Callable[[int], None] | None = None,
) -> PartsReport:
    """Read every part of a corpus that does not stand yet, and write it. Memory stays flat.

    Parameters
    ----------
    found
        The corpus, as :func:`noctuary.ingest.read_paths` yields it: that of the folder's task.
    folder
        Where parts stand.
    reading
        Who reads them; see :func:`noctuary.batch.cluster.read_parts`.
    progress
        Told the number of dreams whose part stands, whenever there are more.

    Raises
    ------
    InputError
        If the corpus is no longer what the task says.
    """
    cutting = Cutting(found, folder.task.part_size)
    stood = Tally()
    written = Tally()

    def missing() -> Iterator[Part]:
        nonlocal stood
        for part in cutting:
            tally = folder.standing(part)
            if tally is None:
                yield part
            else:
                stood += tally
                tell()

    def tell() -> None:
        if progress:
            progress(stood.dreams + written.dreams)

    parts = missing()
    # Where all of them stand, nobody has to be found who reads.
    if (first := next(parts, None)) is not None:
        for part, outcomes in reading(chain([first], parts)):
            written += folder.write(part, outcomes)
            tell()
    if cutting.fingerprint != folder.task.corpus:
        raise InputError(
            "The corpus was changed while it was read.", "Begin anew with --force once nobody writes it."
        )
    tally = stood + written
    folder.finish(tally)
    return PartsReport(tally, stood.dreams)
