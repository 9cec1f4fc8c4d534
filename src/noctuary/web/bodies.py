"""What a request brings in its body, taken apart strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from anyio import from_thread
from starlette.requests import Request

from noctuary.errors import InputError

#: More than any form of ours holds; files come as a stream.
_MOST: Final = 4 * 1024 * 1024
_STRANGE: Final = "This is nothing that a page of the reading room sends."
_AGAIN: Final = "Load the page again."


def streamed(request: Request) -> Iterator[bytes]:
    """Yield the body piece by piece, as it arrives; for endpoints that run in a thread."""
    stream = request.stream()

    async def following() -> bytes | None:
        return await anext(stream, None)

    while (piece := from_thread.run(following)) is not None:
        yield piece


def fields_of(request: Request) -> dict[str, Any]:
    """Return the JSON object that a script of ours sent.

    Raises
    ------
    InputError
        If it is none, or larger than any of ours.
    """
    body = bytearray()
    for piece in streamed(request):
        body += piece
        if len(body) > _MOST:
            raise InputError("That is more than can be sent at once.", "Bring long texts in as files.")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise InputError(_STRANGE, _AGAIN)
    return fields


def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form that a page of ours sent; of a field that stands there twice, the last.

    Raises
    ------
    InputError
        If it holds files, or signs that are no text.
    """

    async def read() -> dict[str, Any]:
        async with request.form() as form:
            return dict(form)

    fields = from_thread.run(read)
    return {name: text_in(fields, name) for name in fields}


def text_in(fields: Mapping[str, Any], name: str) -> str:
    """Return a field that holds text; empty where it is absent.

    Raises
    ------
    InputError
        If it holds something else, or signs that are no text.
    """
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise InputError(_STRANGE, _AGAIN)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError("What was typed holds signs that are no text.", "Type it anew.") from None
    return value


def number_in(fields: Mapping[str, Any], name: str) -> int:
    """Return a field that holds a whole number from 0 on; 0 where it is absent.

    Raises
    ------
    InputError
        If it holds something else.
    """
    value = fields.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise InputError(_STRANGE, _AGAIN)
    return value
