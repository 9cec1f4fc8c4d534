"""The word lists and rules of the lexical reader, as they stand in ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

VERSION: Final = "2"
"""Goes up when lists or rules change what is read."""


@cache
def load(name: str) -> dict[str, Any]:
    """Return the tables of ``data/<name>.toml``, read once. Callers must not change them.

    Raises
    ------
    FileNotFoundError
        If there is no such list.
    """
    data = files("noctuary.reading").joinpath(f"data/{name}.toml")
    return tomllib.loads(data.read_text(encoding="utf-8"))
