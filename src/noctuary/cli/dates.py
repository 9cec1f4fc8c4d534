"""Dates on the command line."""

from __future__ import annotations

from typing import Final

import click

from noctuary.dates import parse_date
from noctuary.dream import PartialDate
from noctuary.errors import InputError


class DateType(click.ParamType[PartialDate]):
    """A date as far as it is known; its year must be."""

    name = "date"

    def convert(
        self, value: str | PartialDate, param: click.Parameter | None, ctx: click.Context | None
    ) -> PartialDate:
        """Read what was typed."""
        del ctx
        if isinstance(value, PartialDate):
            return value
        date = parse_date(value)
        if date is None or date.year is None:
            where = f" for --{param.name}" if param else ""
            raise InputError(f"{value[:30]!r} is no date{where}.", "Write 2026-03-14, 2026-03 or 2026.")
        return date


DATE: Final = DateType()
