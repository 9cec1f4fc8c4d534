"""What a form of ours sends, taken apart strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from anyio import from_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request

from noctuary.errors import InputError
from noctuary.web.bodies import AGAIN, STRANGE

# Bytes and fields: a form may name every dream of a long series.
_MOST: Final = 1024 * 1024
_FIELDS: Final = 50_000
_LONGEST: Final = 200

Form = Mapping[str, list[str]]


def form_of(request: Request) -> Form:
    """Return the fields of a form with their values; for endpoints that run in a thread.

    Raises
    ------
    InputError
        If it is none, or larger than any of ours.
    """
    if int(request.headers.get("content-length", "0")) > _MOST:
        raise InputError("That is more than can be sent at once.", AGAIN)
    body = from_thread.run(request.body)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
        )
    except ValueError:
        raise InputError(STRANGE, AGAIN) from None
    form: dict[str, list[str]] = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def form_and_file(request: Request, name: str, *, most: int) -> tuple[Form, bytes]:
    """Return the fields of a form with their values, and the content of its one file; empty if none was chosen.

    Raises
    ------
    InputError
        If it holds another file, or one of more than `most` bytes.
    """

    async def read() -> tuple[list[tuple[str, str | UploadFile]], bytes]:
        async with request.form(max_files=1) as form:
            file = form.get(name)
            content = await file.read(most + 1) if isinstance(file, UploadFile) else b""
            return [each for each in form.multi_items() if each[0] != name], content

    fields, content = from_thread.run(read)
    if len(content) > most:
        raise InputError("This file is too large for what it should be.", "Choose another.")
    form: dict[str, list[str]] = {}
    for field, value in fields:
        if not isinstance(value, str):
            raise InputError(STRANGE, AGAIN)
        form.setdefault(field, []).append(value)
    return form, content


def value_in(form: Form, name: str, default: str = "") -> str:
    """Return what a field holds, its last value if it stands there twice."""
    return form.get(name, [default])[-1]


def words_in(form: Form, name: str) -> str:
    """Return what was typed into a field, without needless blanks; empty where nothing was.

    Raises
    ------
    InputError
        If it is longer than a name.
    """
    words = " ".join(value_in(form, name).split())
    if len(words) > _LONGEST:
        raise InputError(f"That has {len(words):,} signs; a name has {_LONGEST} at most.", "Shorten it.")
    return words


def numbers_in(form: Form, name: str) -> list[int]:
    """Return the whole numbers of a field, which may stand several times.

    Raises
    ------
    InputError
        If one is none.
    """
    return [whole_number(value) for value in form.get(name, [])]


def asked_number(request: Request, name: str) -> int:
    """Return a whole number of the query, 0 where it is absent.

    Raises
    ------
    InputError
        If it is none.
    """
    return whole_number(request.query_params.get(name, "0"))


def whole_number(written: str) -> int:
    """Return a whole number from 0 on.

    Raises
    ------
    InputError
        If it is none, or beyond all that can be counted here.
    """
    if not (written.isascii() and written.isdecimal() and len(written) < 16):
        raise InputError(STRANGE, AGAIN)
    return int(written)
