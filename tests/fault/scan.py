"""Finds in the source every named transaction and outside call, and every one that has no name."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "rules", "models", "casework", "documents", "notifications", "tasks", "flows", "console",
    "deploy",
)  # fmt: skip

MAY_COMMIT = frozenset(
    {
        "models/session.py",  # what `writing` is made of
        "deploy/migrate.py",  # the schema, before anything else runs
        "deploy/backup.py",  # fills a scratch file that nobody else has open
    }
)
PASSED_ON: Mapping[tuple[str, str], tuple[str, int]] = {
    ("tasks/turn.py", "_write"): ("write", 0),
    ("flows/daily.py", "_do"): ("_do", 1),
}
"""Functions that take a transaction's name from their callers: what is called, and which argument
names it."""

PARKING = "flows/parking.py"
PREFECT_WRITES = ("create_", "update_", "set_flow_run", "set_task_run", "delete_", "resume_")
ENGINE = frozenset({"propose_state", "run_flow_async"})
WRITES_FILES = frozenset({"notifications", "tasks", "flows", "casework", "documents", "console"})
RAW = frozenset({"write_text", "write_bytes", "mkstemp", "copyfile", "copytree", "rename"})
SENDS = frozenset({"get", "post", "put", "patch", "delete", "request", "stream", "send"})


@dataclass(frozen=True)
class Found:
    """A place in the source, with a name or with what is wrong there."""

    path: str
    line: int
    words: str

    def __str__(self) -> str:
        """Write the place as an editor opens it."""
        return f"{self.path}:{self.line}: {self.words}"


@dataclass
class Scan:
    """What was found: transactions, outside calls, and violations."""

    transactions: list[Found] = field(default_factory=list)
    outside: list[Found] = field(default_factory=list)
    violations: list[Found] = field(default_factory=list)

    def failpoints(self) -> list[str]:
        """Answer every failpoint of an installation, both sides of each place.

        A rehearsal's own are left out: it throws its home away when it ends, killed or not.
        """
        commits = {each.words for each in self.transactions if not _rehearsed(each)}
        calls = {each.words for each in self.outside if not _rehearsed(each)}
        return sorted(
            [f"{name}:{side}-commit" for name in commits for side in ("before", "after")]
            + [f"{name}:{side}-call" for name in calls for side in ("before", "after")]
        )


def _rehearsed(place: Found) -> bool:
    return place.path.startswith("deploy/rehears")


def sources(root: Path = ROOT) -> dict[str, str]:
    """Answer the program's modules by their path from the root."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
        if "migrations" not in path.parts
    }


def scan(modules: Mapping[str, str]) -> Scan:
    """Look through modules; a name used in two places counts as a violation at the second."""
    found = Scan()
    trees = {path: ast.parse(text) for path, text in modules.items()}
    writers = _prefect_writers(trees.get(PARKING))
    for path, tree in trees.items():
        _Module(path, found, writers).visit(tree)
        if path.split("/")[0] in WRITES_FILES:
            found.violations += _naked_writes(path, tree)
    for places in (found.transactions, found.outside):
        found.violations += _used_twice(places)
    return found


def _used_twice(places: Iterable[Found]) -> Iterator[Found]:
    seen: dict[str, Found] = {}
    for each in places:
        first = seen.setdefault(each.words, each)
        if first is not each:
            words = f"the name {each.words!r} is taken by {first.path}:{first.line}"
            yield Found(each.path, each.line, words)


def _prefect_writers(parking: ast.Module | None) -> frozenset[str]:
    """Answer the functions of the parking module that change something at the server."""
    functions = _functions(parking) if parking else {}
    writers: set[str] = set()
    while True:
        more = {name for name, body in functions.items() if _writes_to_prefect(body, writers)}
        if more == writers:
            return frozenset(each for each in writers if not each.startswith("_"))
        writers = more


def _writes_to_prefect(body: ast.AST, writers: set[str]) -> bool:
    return any(
        name.startswith(PREFECT_WRITES) or name in ENGINE or name in writers
        for name in (_called(node) for node in ast.walk(body) if isinstance(node, ast.Call))
    )


def _functions(tree: ast.AST) -> dict[str, ast.AST]:
    return {
        node.name: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _receiver(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def _text(node: ast.Call, place: int) -> str | None:
    if len(node.args) > place and isinstance(node.args[place], ast.Constant):
        value = node.args[place].value  # type: ignore[attr-defined]
        return value if isinstance(value, str) else None
    return None


def _is_outside(item: ast.withitem) -> bool:
    return isinstance(item.context_expr, ast.Call) and _called(item.context_expr) == "outside"


class _Module(ast.NodeVisitor):
    """Walks one module, knowing inside which function and which outside call it is."""

    def __init__(self, path: str, found: Scan, writers: frozenset[str]) -> None:
        self.path, self.found, self.writers = path, found, writers
        self.function, self.marked = "", 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, marked = self.function, self.marked
        self.function, self.marked = node.name, 0
        self.generic_visit(node)
        self.function, self.marked = outer, marked

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # noqa: N815

    def visit_With(self, node: ast.With) -> None:
        depth = sum(_is_outside(item) for item in node.items)
        for item in node.items:
            self.visit(item)
        self.marked += depth
        for each in node.body:
            self.visit(each)
        self.marked -= depth

    visit_AsyncWith = visit_With  # type: ignore[assignment]  # noqa: N815

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node)
        if name in ("commit", "begin") and isinstance(node.func, ast.Attribute):
            if self.path not in MAY_COMMIT:
                self._wrong(node, f".{name}() outside db.writing(…)")
        elif name == "writing":
            self._transaction(node)
        elif name == "outside":
            self._outside(node)
        elif (name, "turn") == ("write", _receiver(node)) or name == "_do":
            self._passed_on(node, name)
        elif self._speaks_out(node, name) and not self.marked:
            self._wrong(node, f"{name}() is not inside outside(…)")
        self.generic_visit(node)

    def _transaction(self, node: ast.Call) -> None:
        name = _text(node, 0)
        if name is not None:
            self.found.transactions.append(Found(self.path, node.lineno, name))
        elif (self.path, self.function) not in PASSED_ON:
            self._wrong(node, "a transaction without a literal name")

    def _passed_on(self, node: ast.Call, function: str) -> None:
        place = next(place for called, place in PASSED_ON.values() if called == function)
        name = _text(node, place)
        if name is None:
            self._wrong(node, "a transaction without a literal name")
        else:
            self.found.transactions.append(Found(self.path, node.lineno, name))

    def _outside(self, node: ast.Call) -> None:
        name = _text(node, 0)
        if name is None:
            self._wrong(node, "an outside call without a literal name")
        else:
            self.found.outside.append(Found(self.path, node.lineno, name))

    def _speaks_out(self, node: ast.Call, name: str) -> bool:
        receiver = _receiver(node)
        if receiver == "parking":
            return name in self.writers
        if receiver == "client" and self.path != PARKING:
            return name.startswith(PREFECT_WRITES)
        return receiver == "httpx" and name in SENDS

    def _wrong(self, node: ast.AST, words: str) -> None:
        self.found.violations.append(Found(self.path, getattr(node, "lineno", 0), words))


def _naked_writes(path: str, tree: ast.Module) -> Iterator[Found]:
    """Yield file writes that can be reached without passing an outside call.

    A private function may write when everybody in its module calls it from inside one.
    """
    functions = _functions(tree)
    naked = {name: line for name, body in functions.items() if (line := _naked_line(body, set()))}
    while True:
        more = {
            name: line
            for name, body in functions.items()
            if (line := _naked_line(body, {each for each in naked if each.startswith("_")}))
        }
        if more.keys() == naked.keys():
            break
        naked = more
    for name, line in naked.items():
        called = any(
            isinstance(node, ast.Call) and _called(node) == name for node in ast.walk(tree)
        )
        if not name.startswith("_") or not called:
            yield Found(path, line, f"{name}() writes a file that is not inside outside(…)")


def _naked_line(body: ast.AST, naked: set[str]) -> int:
    """Answer the line of the first write in a function that no outside call encloses, or 0."""
    for node in ast.iter_child_nodes(body):
        if isinstance(node, ast.With | ast.AsyncWith) and any(map(_is_outside, node.items)):
            continue
        if isinstance(node, ast.Call) and (_writes_file(node) or _called(node) in naked):
            return node.lineno
        if line := _naked_line(node, naked):
            return line
    return 0


def _writes_file(node: ast.Call) -> bool:
    name, receiver = _called(node), _receiver(node)
    if name in RAW or (receiver, name) in (("os", "replace"), ("shutil", "move")):
        return True
    if name not in ("open", "fdopen"):
        return False
    modes = [each.value for each in node.args if isinstance(each, ast.Constant)]
    modes += [each.value.value for each in node.keywords
              if each.arg == "mode" and isinstance(each.value, ast.Constant)]  # fmt: skip
    return any(isinstance(mode, str) and set(mode) & set("wax") and len(mode) < 4 for mode in modes)
