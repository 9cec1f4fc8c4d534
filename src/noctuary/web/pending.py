"""What a page shows in the place of what is still looked for."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from noctuary.web.findings import Pending
from noctuary.web.respond import is_partial, page


def still_looking(request: Request, template: str, pending: Pending, doing: str, **context: Any) -> Response:
    """Answer with a page that asks again for its content, or where that is what asked, with what asks once more.

    Parameters
    ----------
    request
        What is answered.
    template
        Of the whole page: it shows ``parts/pending.html`` where it is told something pending.
    pending
        How far it is.
    doing
        What is being done, in words: ``Looking who is in the dreams``.
    context
        What else the page is told.
    """
    query = request.url.query
    again = f"{request.url.path}?{query}" if query else request.url.path
    wanted = "parts/pending.html" if is_partial(request) else template
    return page(request, wanted, pending=pending, again=again, doing=doing, **context)
