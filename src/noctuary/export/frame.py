"""One tidy table for other tools: its columns with what they mean, as CSV, Parquet, SPSS or a data frame."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from noctuary.durable import publish
from noctuary.errors import InputError, MissingExtraError
from noctuary.export.files import csv_writer, new_file, new_folder_beside
from noctuary.export.tables import guarded

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Cell = str | int | float | None


class CellType(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    name
        In lower case, letters, digits and ``_``: as every program takes it.
    label
        What it holds, in a few words.
    type
        Of its cells; any cell may be ``None``, where nothing is known.
    labels
        What each value means in words, where values are codes.
    """

    name: str
    label: str
    type: CellType = CellType.TEXT
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """A table whose columns say what they hold.

    Parameters
    ----------
    name
        What its rows are, ``codings``.
    columns
        In order.
    rows
        Each with a cell for each column.

    Examples
    --------
    >>> frame = Frame("nights", (Column("night", "Which night"), Column("dreams", "How many", CellType.INTEGER)),
    ...               [("2026-03-14", 2), ("2026-03-15", None)])
    >>> frame.to_polars()["dreams"].sum()
    2
    """

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"Frame({self.name!r}, {len(self.rows)} rows, {len(self.columns)} columns)"

    def dicts(self) -> Iterator[dict[str, Cell]]:
        """Yield each row by the names of its columns."""
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def to_polars(self) -> pl.DataFrame:
        """Return it as a data frame of polars.

        Raises
        ------
        MissingExtraError
            Without the extra `research`.
        """
        try:
            import polars as pl  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtraError("A data frame", "polars", "research") from error
        types = {CellType.TEXT: pl.String, CellType.INTEGER: pl.Int64, CellType.NUMBER: pl.Float64}
        schema = {column.name: types[column.type] for column in self.columns}
        return pl.DataFrame(self.rows, schema=schema, orient="row")

    def to_pandas(self) -> pd.DataFrame:
        """Return it as a data frame of pandas, where that is installed: whole numbers and texts may be missing in it.

        Raises
        ------
        MissingExtraError
            Without pandas.
        """
        try:
            import pandas as pd  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtraError("A data frame of pandas", "pandas", "research") from error
        types = {CellType.TEXT: "string", CellType.INTEGER: "Int64", CellType.NUMBER: "Float64"}
        cells: list[Sequence[Cell]] = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        return pd.DataFrame(
            {
                column.name: pd.Series(values, dtype=types[column.type])
                for column, values in zip(self.columns, cells, strict=True)
            }
        )


_ENDINGS: Final = (".csv", ".parquet", ".sav")


def write_frame(path: Path, frame: Frame, *, safe_cells: bool = False, force: bool = False) -> None:
    """Write a table into a file: ``.csv``, ``.parquet``, or ``.sav`` for SPSS, PSPP, R and Stata.

    In ``.sav``, columns have labels, codes have theirs, and what is not known is missing. Nothing stands at `path`
    until all is written.

    Parameters
    ----------
    path
        Its ending settles the format.
    frame
        What to write; without rows, the columns alone.
    safe_cells
        In CSV, whether to put an apostrophe before cells that a spreadsheet would take for a formula.
    force
        Whether to replace what is there.

    Raises
    ------
    InputError
        If the ending is unknown, or the file is there already and `force` is not given.
    MissingExtraError
        For Parquet and SPSS without the extra `research`.
    """
    check_place(path, force=force)
    match path.suffix.lower():
        case ".csv":
            _write_csv(path, frame, safe_cells=safe_cells, force=force)
        case ".parquet":
            with _whole(path) as part:
                frame.to_polars().write_parquet(part)
        case _:
            with _whole(path) as part:
                _write_sav(part, frame)


def check_place(path: Path, *, force: bool = False) -> None:
    """Find out whether :func:`write_frame` can write there, before a table is made.

    Raises
    ------
    InputError
        If the ending is unknown, or the file is there already and `force` is not given.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise InputError(
            f"A table cannot be written to {path.name}: {path.suffix or 'no ending'!r} names none of its formats.",
            "End the name in .csv, .parquet or .sav.",
        )
    if path.exists() and not force:
        raise InputError(f"{path} is there already.", "Choose another name, or add --force to replace it.")


def _write_csv(path: Path, frame: Frame, *, safe_cells: bool, force: bool) -> None:
    with new_file(path, force=force) as file:
        table = csv_writer(file)
        table.writerow(column.name for column in frame.columns)
        table.writerows(map(guarded, row) if safe_cells else row for row in frame.rows)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give a place to write a file to, which appears at `path` when it is whole."""
    with new_folder_beside(path) as folder:
        part = folder / f"part{path.suffix}"
        yield part
        publish(part, path)


#: SPSS keeps no longer names, and cuts longer texts by itself.
_LONGEST_NAME: Final = 64
_LONGEST_LABEL: Final = 120
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9_]+")
_MEASURES: Final = {CellType.TEXT: "nominal", CellType.INTEGER: "scale", CellType.NUMBER: "scale"}


def _write_sav(path: Path, frame: Frame) -> None:
    try:
        import pyreadstat  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("Writing for SPSS", "pyreadstat", "research") from error
    names = _names(frame.columns)
    held = [set(values) for values in zip(*frame.rows, strict=True)] or [set()] * len(frame.columns)
    pyreadstat.write_sav(
        frame.to_polars().rename(dict(zip((column.name for column in frame.columns), names, strict=True))),
        str(path),
        file_label=f"Noctuary: {frame.name}",
        column_labels={name: column.label for name, column in zip(names, frame.columns, strict=True)},
        variable_value_labels={
            name: {value: label[:_LONGEST_LABEL] for value, label in column.labels.items() if value in values}
            for name, column, values in zip(names, frame.columns, held, strict=True)
            if column.labels
        },
        variable_measure={
            name: _MEASURES[column.type] for name, column in zip(names, frame.columns, strict=True)
        },
    )


def _names(columns: Sequence[Column]) -> list[str]:
    """Return names that SPSS takes, each once: what is not a letter, digit or ``_`` goes."""
    names: list[str] = []
    for column in columns:
        plain = _NOT_IN_NAMES.sub("_", column.name.lower()).strip("_")[: _LONGEST_NAME - 4]
        name = base = plain if plain[:1].isalpha() else f"v_{plain}"
        number = 1
        while name in names:
            number += 1
            name = f"{base}_{number}"
        names.append(name)
    return names
