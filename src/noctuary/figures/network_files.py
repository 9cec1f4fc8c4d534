"""Networks for other programs: GraphML, GEXF, tables and JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from noctuary.errors import InputError
from noctuary.figures.network_study import NetworkStudy

if TYPE_CHECKING:
    import networkx as nx


def node_rows(study: NetworkStudy) -> list[dict[str, Any]]:
    """Return each figure as flat data, the most seen first; `community` counts from 1, 0 for none."""
    network = study.network
    numbers = study.communities.of(network.size)
    return [
        {
            "id": node.key,
            "name": node.name,
            "kind": node.kind,
            "circle": str(node.circle),
            "relation": node.relation,
            "confirmed": node.confirmed,
            "dreams": node.dreams,
            "ties": int(degree),
            "meetings": int(meetings),
            "community": 0 if number is None else number + 1,
        }
        for node, degree, meetings, number in zip(
            study.incidence.nodes, network.degrees, network.strengths(), numbers, strict=True
        )
    ]


def tie_rows(study: NetworkStudy) -> list[dict[str, Any]]:
    """Return each tie as flat data: who, in how many dreams, and the same by Newman's weights."""
    nodes, network = study.incidence.nodes, study.network
    return [
        {
            "source": nodes[one].key,
            "target": nodes[other].key,
            "weight": int(shared),
            "newman_weight": float(newman),
        }
        for one, other, shared, newman in zip(
            network.one, network.other, network.shared, network.newman, strict=True
        )
    ]


def graph_of(study: NetworkStudy) -> nx.Graph[str]:
    """Return the network as a graph of networkx, with all that is known of figures and ties."""
    import networkx as nx  # noqa: PLC0415

    graph: nx.Graph[str] = nx.Graph(name=study.name)
    for node in node_rows(study):
        graph.add_node(node.pop("id"), label=node["name"], **node)
    for tie in tie_rows(study):
        graph.add_edge(tie.pop("source"), tie.pop("target"), **tie)
    return graph


def network_bytes(study: NetworkStudy, form: str) -> bytes:
    """Return a network as the bytes of a ``"graphml"`` or ``"gexf"`` file."""
    written = BytesIO()
    _GRAPHS[form](graph_of(study), written)
    return written.getvalue()


def _write_as_graphml(graph: nx.Graph[str], file: BinaryIO) -> None:
    import networkx as nx  # noqa: PLC0415

    nx.write_graphml_xml(graph, file)


def _write_as_gexf(graph: nx.Graph[str], file: BinaryIO) -> None:
    import networkx as nx  # noqa: PLC0415

    nx.write_gexf(graph, file)


_GRAPHS: Final = {"graphml": _write_as_graphml, "gexf": _write_as_gexf}


def _write_graph(study: NetworkStudy, path: Path) -> list[Path]:
    path.write_bytes(network_bytes(study, path.suffix.lower().removeprefix(".")))
    return [path]


def _write_json(study: NetworkStudy, path: Path) -> list[Path]:
    whole = {
        "name": study.name,
        "seed": study.seed,
        "dreams": study.incidence.dream_count,
        "dreams_with_figures": len(study.incidence.casts),
        "nodes": node_rows(study),
        "links": tie_rows(study),
    }
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [path]


def _write_csv(study: NetworkStudy, path: Path) -> list[Path]:
    """Write the ties, and beside them the figures."""
    beside = path.with_name(f"{path.stem}-figures{path.suffix}")
    for place, rows in ((path, tie_rows(study)), (beside, node_rows(study))):
        with place.open("w", encoding="utf-8", newline="") as file:
            if rows:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return [path, beside]


_WRITERS: Final[Mapping[str, Callable[[NetworkStudy, Path], list[Path]]]] = {
    "graphml": _write_graph,
    "gexf": _write_graph,
    "csv": _write_csv,
    "json": _write_json,
}
PICTURES: Final = ("png", "svg", "html")
FORMATS: Final = (*_WRITERS, *PICTURES)


def save_network(studies: Sequence[NetworkStudy], path: Path, *, with_dreamer: bool = False) -> list[Path]:
    """Write a network to a file, and return the files that were written.

    Parameters
    ----------
    studies
        One as :func:`noctuary.figures.network_study.study` makes it; several for one picture of all.
    path
        Its ending decides the format: ``.graphml``, ``.gexf``, ``.json``; ``.csv`` for the ties, with the figures in
        a second table beside it; ``.png``, ``.svg``, ``.html`` for a picture. Files there are replaced.
    with_dreamer
        Draw the dreamer too. Other programs would measure her along, so that only pictures show her.

    Raises
    ------
    InputError
        As :func:`check_path`.
    MissingExtraError
        If a picture is wanted and the extra ``research`` is not installed.
    """
    form = check_path(path, with_dreamer=with_dreamer, several=len(studies) > 1)
    if form in PICTURES:
        from noctuary.figures.network_picture import save_picture  # noqa: PLC0415

        save_picture(studies, path, with_dreamer=with_dreamer)
        return [path]
    return _WRITERS[form](studies[0], path)


def check_path(path: Path, *, with_dreamer: bool = False, several: bool = False) -> str:
    """Return in which format a network would be written to a file, before the work of making it.

    Parameters
    ----------
    path, with_dreamer
        As :func:`save_network` takes them.
    several
        Whether two networks are to be shown at once.

    Raises
    ------
    InputError
        If the ending is none that is known, or does not go with what is to be written, or there is no such folder.
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise InputError(f"Networks are not written as {form!r}.", f"Use one of: {', '.join(FORMATS)}.")
    if form not in PICTURES and (with_dreamer or several):
        what = "The dreamer is" if with_dreamer else "Two networks at once are"
        raise InputError(f"{what} shown in pictures alone.", f"Use one of: {', '.join(PICTURES)}.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", "Make it first, or name another.")
    return form
