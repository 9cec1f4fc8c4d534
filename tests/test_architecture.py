"""What the parts of the package may know of each other, and of the world."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import noctuary

PACKAGE = Path(noctuary.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each part may import those above it. Parts of one line do not import one another.
LAYERS = (
    ("errors", "counted", "durable"),
    ("scheme", "dream", "dates"),
    ("coding", "interchange", "spine", "statements"),
    ("ingest", "export", "reading", "stats", "store"),
    ("readers", "figures"),
    ("library",),
    ("batch",),
    ("web",),
    ("cli",),
    ("__main__",),
)
# Within these lines, one part stands on another.
ALLOWED = {("dates", "dream"), ("interchange", "coding")}
LEVELS = {part: level for level, parts in enumerate(LAYERS) for part in parts}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever the statement stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield node.module or ""
            if node.module == "noctuary":
                yield from (f"noctuary.{alias.name}" for alias in node.names)


def parts_imported(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imports(path) if name.startswith("noctuary.")}
    return names - {part_of(path), "__version__"}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    if part == "__init__":
        assert parts_imported(path) == set()
        return
    for other in parts_imported(path):
        assert LEVELS[other] < LEVELS[part] or (part, other) in ALLOWED, f"{part} imports {other}"


def test_every_part_has_its_place() -> None:
    assert {part_of(path) for path in MODULES} == {*LEVELS, "__init__"}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_the_command_line_prints_and_exits(path: Path) -> None:
    if part_of(path) in ("cli", "__main__"):
        return
    assert not {"click", "rich"} & {name.split(".")[0] for name in imports(path)}
    calls = {ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call)}
    assert not calls & {"print", "input", "exit", "quit", "sys.exit", "os._exit", "sys.stdout.write"}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_only_the_store_knows_of_sql(path: Path) -> None:
    if part_of(path) == "store":
        return
    assert not {"apsw", "sqlite3"} & {name.split(".")[0] for name in imports(path)}
    texts = (node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    openings = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE TABLE", "PRAGMA ")
    assert not [text for text in texts if isinstance(text, str) and text.lstrip().startswith(openings)]


NETWORK = {
    "aiohttp", "asyncio", "dask", "distributed", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "socketserver", "ssl",
    "telnetlib", "urllib", "urllib3", "webbrowser", "xmlrpc",
}  # fmt: skip


# The room listens on this machine, and opens the browser on it; writing an address asks nobody for anything. Who names
# a cluster has it read.
LOCAL = {
    "batch/cluster.py": {"dask", "distributed"},
    "cli/serve.py": {"socket", "webbrowser"},
    "web/look.py": {"urllib"},
    "web/forms.py": {"urllib"},
}


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_nothing_reaches_for_the_network(path: Path) -> None:
    assert NETWORK & {name.split(".")[0] for name in imports(path)} == LOCAL.get(named(path), set())


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "the module"
    waiting: list[ast.AST] = [tree(path)]
    while waiting:
        for node in getattr(waiting.pop(), "body", []):
            definition = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if definition and not node.name.startswith("_"):
                assert ast.get_docstring(node) or "overload" in map(ast.unparse, node.decorator_list), (
                    node.name
                )
                if isinstance(node, ast.ClassDef):
                    waiting.append(node)


HEAVY = {
    "altair",
    "apsw",
    "dask",
    "distributed",
    "jinja2",
    "networkx",
    "numpy",
    "onnxruntime",
    "pandas",
    "polars",
    "pyreadstat",
    "rich",
    "scipy",
    "starlette",
    "uvicorn",
    "vl_convert",
    "yaml",
}


def modules_after(statement: str) -> set[str]:
    listing = f"import sys; {statement}; print(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in run.stderr.split()}


def test_help_waits_for_nothing_heavy() -> None:
    assert not modules_after("import noctuary.cli") & HEAVY
    assert not modules_after("from noctuary.cli import run; run(['--help'])") & HEAVY


def test_a_code_is_explained_without_numbers_or_pictures() -> None:
    light = modules_after("from noctuary.cli import run; run(['explain', '1MKA'])")
    assert not light & (HEAVY - {"apsw"})
