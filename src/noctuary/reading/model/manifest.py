"""What lies beside the shipped network: its version, the names it was trained with, and how codes are chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from noctuary.coding import Reader
from noctuary.errors import ReadingError
from noctuary.reading import lists
from noctuary.reading.model.layout import FEATURES, GISTS, SLOTS, TAGS

NETWORK: Final = "reader.onnx"
VOCABULARY: Final = "vocabulary.txt"
MANIFEST: Final = "reader.json"

_REINSTALL: Final = (
    "Install Noctuary anew (pip install --force-reinstall noctuary), or read with the lexical reader."
)


def shipped() -> Traversable:
    """Return the folder of the model that comes with Noctuary."""
    return files("noctuary.reading.model").joinpath("shipped")


def layout() -> dict[str, Any]:
    """Return the names of everything that goes into the network and comes out, as a manifest holds them."""
    return {
        "features": list(FEATURES),
        "tags": list(TAGS),
        "slots": {slot: list(letters) for slot, letters in SLOTS.items()},
        "gists": list(GISTS),
    }


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description of a model.

    Parameters
    ----------
    folder
        Where the model lies.
    version
        Of the model: readings of different versions are not comparable.
    weights
        How codes are chosen, for :meth:`noctuary.reading.model.decode.Weights.read`.
    sha256
        The hash of each other file.
    """

    folder: Traversable
    version: str
    weights: Mapping[str, Any]
    sha256: Mapping[str, str]

    @classmethod
    def read(cls, folder: Traversable) -> Manifest:
        """Read the description of the model in `folder`; the network is not opened.

        Raises
        ------
        ReadingError
            If no model lies there, or one that was trained with other names than :func:`layout` tells.
        """
        try:
            data = json.loads(folder.joinpath(MANIFEST).read_bytes())
        except FileNotFoundError:
            raise ReadingError("The model of the learned reader is not installed.", _REINSTALL) from None
        if data["layout"] != layout():
            raise ReadingError(
                "The model of the learned reader belongs to another version of Noctuary.", _REINSTALL
            )
        return cls(folder, data["version"], data["weights"], data["sha256"])

    @property
    def identity(self) -> Reader:
        """Who reads with this model. What it reads changes with the lists, too, so their version is part of it."""
        return Reader("model", f"{self.version}.{lists.VERSION}")

    def load(self, name: str) -> bytes:
        """Return a file of the model.

        Raises
        ------
        ReadingError
            If it is absent, or not the file that was shipped.
        """
        try:
            content = self.folder.joinpath(name).read_bytes()
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() != self.sha256[name]:
            raise ReadingError(f"The learned reader's file {name} is damaged.", _REINSTALL)
        return content
