"""What a script of ours sends, as JSON: read whole, and no longer than we take."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from noctuary.errors import InputError

#: Bytes: the longest dream that we know is not a hundredth of it.
MOST: Final = 16 * 2**20

Sent = Mapping[str, Any]


def taking_json(act: Callable[[Request, Sent], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Turn what answers a request and the object that it brought into an endpoint.

    Only reading what comes is done here; the act itself runs in a thread, as endpoints do.
    """

    async def endpoint(request: Request) -> Response:
        sent = _object_in(await _body(request))
        return await run_in_threadpool(act, request, sent)

    return endpoint


async def _body(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST:
                raise InputError("This is too long to be taken at once.", "Write it in several parts.")
    except ClientDisconnect:
        raise InputError("The page went away before all was sent.") from None
    return bytes(body)


def _object_in(body: bytes) -> Sent:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise InputError("What was sent cannot be understood.", "Load the page again.")
    return sent
