"""The word lists of this package, as they stand in ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_list(name: str) -> dict[str, Any]:
    """Return the tables of ``data/<name>.toml``, read once. Callers must not change them.

    Raises
    ------
    FileNotFoundError
        If there is no such list.
    """
    data = files("noctuary.figures").joinpath(f"data/{name}.toml")
    return tomllib.loads(data.read_text(encoding="utf-8"))
