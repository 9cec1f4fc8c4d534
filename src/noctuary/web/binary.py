"""Columns of numbers as the scripts of a page take them: one answer, read without being taken apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from numpy.typing import NDArray
from starlette.responses import Response

# A script's views on numbers must begin at a multiple of their width; 4 bytes is the widest.
_EVEN: Final = 4


def packed(facts: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> bytes:
    r"""Return facts and columns as bytes.

    Parameters
    ----------
    facts
        What goes into JSON.
    columns
        Of unsigned numbers of 1, 2 or 4 bytes, flat or in rows.

    Returns
    -------
    bytes
        The length of the head in 4 bytes, little-endian; the head, JSON that also says of each column in ``columns``
        how many bytes a number has, where the column begins and how many numbers it holds; then the columns.
        Places count from the end of the head.

    Examples
    --------
    >>> import numpy as np
    >>> whole = packed({"of": 2}, {"nr": np.array([7, 8], "u2")})
    >>> whole[-4:], len(whole) % 4
    (b'\x07\x00\x08\x00', 0)
    """
    body: list[bytes] = []
    places: dict[str, tuple[int, int, int]] = {}
    end = 0
    for name, column in columns.items():
        width = column.dtype.itemsize
        places[name] = (width, end, column.size)
        padding = -column.nbytes % _EVEN
        body += (column.astype(f"<u{width}", copy=False).tobytes(), bytes(padding))
        end += column.nbytes + padding
    head = json.dumps({**facts, "columns": places}, ensure_ascii=False, separators=(",", ":")).encode()
    head += b" " * (-len(head) % _EVEN)
    return b"".join((len(head).to_bytes(_EVEN, "little"), head, *body))


def binary(facts: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> Response:
    """Answer with facts and columns, as :func:`packed` writes them."""
    return Response(packed(facts, columns), media_type="application/octet-stream")
