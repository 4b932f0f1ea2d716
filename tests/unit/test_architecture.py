"""The layers of the design hold: each package imports only what stands left of it."""

import ast
from collections import defaultdict
from pathlib import Path

import vetting

ROOT = Path(vetting.__file__).parent
LAYERS = (
    ("model",),
    ("content", "tooling", "sandbox", "node", "kept"),
    ("intake", "identify", "engines", "advisories", "decisions", "reasons"),
    ("policy", "plan", "verdict", "compare"),
    ("history",),
    ("ledger", "attest"),
    ("runner", "render"),
    ("cli",),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
STARTS_PROCESSES = {"sandbox", "node"}
# A database that is handed in is read by its own library, inside the sandbox.
READS_DATABASES = {Path("engines", "personal_data", name) for name in ("databases.py", "worker.py")}
KNOWS_SQL = {"ledger", "advisories", "kept"}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT)
        if relative.parts[0] not in ("_content", "__init__.py"):
            yield relative, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package_of(relative):
    return relative.parts[0].removesuffix(".py")


def test_every_package_has_a_layer():
    assert {package_of(relative) for relative, _ in modules()} <= set(RANK)


def test_imports_point_left_only():
    wrong = []
    for relative, tree in modules():
        own = package_of(relative)
        for name in imported(tree):
            parts = name.split(".")
            if parts[0] == "vetting" and len(parts) > 1 and parts[1] in RANK:
                same_layer = RANK[parts[1]] == RANK[own] and parts[1] != own
                if RANK[parts[1]] > RANK[own] or (same_layer and (own, parts[1]) not in ALLOWED):
                    wrong.append(f"{relative}: {name}")
    assert not wrong


# Within a layer: an adapter reads the advisory store; the policy loader reads content.
ALLOWED = {
    ("engines", "advisories"),
    ("engines", "intake"),
    ("policy", "verdict"),
    ("sandbox", "tooling"),
    ("node", "tooling"),
}


def test_the_model_needs_the_standard_library_only():
    import sys

    for relative, tree in modules():
        if relative.parts[0] == "model":
            tops = {name.split(".")[0] for name in imported(tree)}
            assert tops <= set(sys.stdlib_module_names) | {"vetting"}, relative


def test_only_the_sandbox_starts_processes_and_only_the_stores_know_sql():
    for relative, tree in modules():
        tops = {name.split(".")[0] for name in imported(tree)}
        if package_of(relative) not in STARTS_PROCESSES:
            assert not tops & {"subprocess", "multiprocessing", "pty"}, relative
        if package_of(relative) not in KNOWS_SQL and relative not in READS_DATABASES:
            assert not tops & {"sqlalchemy", "alembic", "sqlite3"}, relative


def test_there_are_no_import_cycles():
    graph = defaultdict(set)
    names = {
        ".".join(("vetting", *relative.with_suffix("").parts)).removesuffix(".__init__")
        for relative, _ in modules()
    }
    for relative, tree in modules():
        own = ".".join(("vetting", *relative.with_suffix("").parts)).removesuffix(".__init__")
        for node in tree.body:  # imports inside functions cannot close a cycle at import time
            for name in (
                imported(ast.Module([node], []))
                if isinstance(node, ast.Import | ast.ImportFrom)
                else ()
            ):
                for candidate in (name, name.rpartition(".")[0]):
                    if candidate in names and candidate != own:
                        graph[own].add(candidate)
                        break
    done, path = set(), []

    def visit(name):
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name in done:
            return
        path.append(name)
        for following in sorted(graph[name]):
            visit(following)
        path.pop()
        done.add(name)

    for name in sorted(names):
        visit(name)
