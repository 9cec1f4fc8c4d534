"""Long lists, some at a time."""

from __future__ import annotations

from starlette.requests import Request

from noctuary.errors import InputError


def page_number(request: Request, count: int, size: int) -> tuple[int, int]:
    """Return which page of a list is asked for, and how many there are; an empty list has one.

    Raises
    ------
    InputError
        If there is no such page.
    """
    pages = max(1, -(-count // size))
    asked = request.query_params.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10 and 1 <= int(asked) <= pages):
        raise InputError(
            "There is no such page.", f"There {'is one' if pages == 1 else f'are {pages:,}'} of them."
        )
    return int(asked), pages
