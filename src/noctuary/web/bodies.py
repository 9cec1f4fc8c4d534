"""What a script of ours sends, taken apart strictly; forms are in :mod:`noctuary.web.forms`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from anyio import from_thread
from starlette.requests import ClientDisconnect, Request

from noctuary.errors import InputError

#: Bytes: the longest dream that we know is not a hundredth of it. Files come as a stream.
MOST: Final = 16 * 2**20
#: What is said of anything that no page of ours sends, and the next step.
STRANGE: Final = "This is nothing that a page of the reading room sends."
AGAIN: Final = "Load the page again."


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
    try:
        for piece in streamed(request):
            body += piece
            if len(body) > MOST:
                raise InputError("That is more than can be sent at once.", "Bring long texts in as files.")
    except ClientDisconnect:
        raise InputError("The page went away before all was sent.") from None
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise InputError(STRANGE, AGAIN)
    return fields


def text_in(fields: Mapping[str, Any], name: str) -> str:
    """Return a field that holds text; empty where it is absent.

    Raises
    ------
    InputError
        If it holds something else, or signs that are no text.
    """
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise InputError(STRANGE, AGAIN)
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
        raise InputError(STRANGE, AGAIN)
    return value
