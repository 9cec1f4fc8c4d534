"""What a request is answered with."""

from __future__ import annotations

from noctuary.web.respond import table


def test_a_table_holds_no_formula_and_no_torn_row() -> None:
    rows: list[dict[str, object]] = [
        {"name": "=1+1", "told": "＝1"},
        {"name": "Over\rand out", "told": ["a", "b"]},
    ]
    content = bytes(table(rows, "figures").body).decode()
    assert content == "name,told\n'=1+1,'＝1\n\"Over\rand out\",a; b\n"
    assert bytes(table([], "figures").body) == b""
