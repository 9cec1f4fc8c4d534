import csv
import math
from pathlib import Path

import pytest

from noctuary.errors import InputError
from noctuary.export.frame import CellType, Column, Frame, write_frame

pl = pytest.importorskip("polars", reason="needs the extra `research`")
pyreadstat = pytest.importorskip("pyreadstat", reason="needs the extra `research`")

FRAME = Frame(
    "nights",
    (
        Column("id", "Which night"),
        Column("mood", "How it was", labels={"AP": "apprehension", "HA": "happiness"}),
        Column("dreams", "How many", CellType.INTEGER),
        Column("rating_how vivid?", "Own rating", CellType.NUMBER),
        Column("rating_how vivid!", "Another", CellType.NUMBER),
    ),
    [("a", "AP", 2, 0.5, None), ("=b", None, None, None, 1.0)],
)


def test_a_data_frame_has_its_types_and_gaps() -> None:
    frame = FRAME.to_polars()
    assert frame.schema["dreams"] == pl.Int64
    assert frame["mood"].to_list() == ["AP", None]
    assert frame["dreams"].sum() == 2


def test_a_data_frame_of_pandas_keeps_whole_numbers_whole() -> None:
    pytest.importorskip("pandas")
    frame = FRAME.to_pandas()
    assert str(frame["dreams"].dtype) == "Int64"
    assert frame["mood"].isna().tolist() == [False, True]
    assert list(Frame("none", FRAME.columns, []).to_pandas().columns) == [each.name for each in FRAME.columns]


def test_csv(tmp_path: Path) -> None:
    write_frame(tmp_path / "t.csv", FRAME, safe_cells=True)
    rows = list(csv.reader((tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == [column.name for column in FRAME.columns]
    assert rows[2] == ["'=b", "", "", "", "1.0"]


def test_parquet_comes_back(tmp_path: Path) -> None:
    write_frame(tmp_path / "t.parquet", FRAME)
    assert pl.read_parquet(tmp_path / "t.parquet").rows() == FRAME.rows


def test_spss_says_what_columns_and_codes_mean(tmp_path: Path) -> None:
    write_frame(tmp_path / "t.sav", FRAME)
    frame, about = pyreadstat.read_sav(tmp_path / "t.sav", output_format="dict")
    assert about.column_names == ["id", "mood", "dreams", "rating_how_vivid", "rating_how_vivid_2"]
    assert about.column_names_to_labels["dreams"] == "How many"
    assert about.variable_value_labels == {"mood": {"AP": "apprehension"}}
    assert about.variable_measure["mood"] == "nominal"
    assert about.variable_measure["dreams"] == "scale"
    assert frame["dreams"][0] == 2
    assert math.isnan(frame["dreams"][1] if frame["dreams"][1] is not None else math.nan)
    assert about.file_label == "Noctuary: nights"


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.sav"])
def test_without_rows_the_columns_stand(tmp_path: Path, name: str) -> None:
    write_frame(tmp_path / name, Frame("none", FRAME.columns[:3], []))
    assert (tmp_path / name).stat().st_size


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.sav"])
def test_nothing_is_replaced_unasked(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        write_frame(tmp_path / name, FRAME)
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    write_frame(tmp_path / name, FRAME, force=True)
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_an_unknown_ending_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'\.xls'"):
        write_frame(tmp_path / "t.xls", FRAME)
    assert "rows" in repr(FRAME)
    assert "=b" not in repr(FRAME)
