"""A model that is absent, damaged or of another version is refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from noctuary.coding import Reader
from noctuary.errors import ReadingError
from noctuary.reading.lists import VERSION
from noctuary.reading.model.manifest import MANIFEST, NETWORK, Manifest


def test_a_manifest_names_its_reader(model_folder: Path) -> None:
    assert Manifest.read(model_folder).identity == Reader("model", f"7.{VERSION}")


def test_an_absent_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="not installed"):
        Manifest.read(tmp_path)


def test_a_model_with_other_columns_is_refused(model_folder: Path) -> None:
    path = model_folder / MANIFEST
    data = json.loads(path.read_text(encoding="utf-8"))
    data["layout"]["tags"].reverse()
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ReadingError, match="another version"):
        Manifest.read(model_folder)


def test_a_damaged_file_is_refused(model_folder: Path) -> None:
    (model_folder / NETWORK).write_bytes(b"another network")
    with pytest.raises(ReadingError, match="damaged"):
        Manifest.read(model_folder).load(NETWORK)


def test_a_lost_file_is_refused(model_folder: Path) -> None:
    (model_folder / NETWORK).unlink()
    with pytest.raises(ReadingError, match="damaged"):
        Manifest.read(model_folder).load(NETWORK)
