"""Who may import whom: the order of the packages, and no circles among modules."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
MODULES = sorted((SOURCE / "motet").rglob("*.py"))

ORDER = (
    "source",
    "bytecode",
    "policy",
    "stdlib",
    "vm",
    "runtime",
    "jit",
    "languages",
    "engine",
    "motet",
    "repl",
    "cli",
)
"""A package imports only from those before it; `motet` is the package's own `__init__`, the public API."""

NEVER = {"languages": {"vm", "runtime", "jit"}}
"""What the order would allow and the design does not: front ends know no engine."""

LLVMLITE_HOME = "motet.jit.llvm"


def module_name(path):
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(path): path for path in MODULES}


def package(name):
    parts = name.split(".")
    if name == "motet.__main__":
        return "cli"
    return parts[1] if len(parts) > 1 else "motet"


def imports(tree, *, nested):
    """Full names that a module imports; with `nested` those inside functions too."""
    nodes = ast.walk(tree) if nested else module_level(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in NAMES else node.module


def module_level(tree):
    todo = [tree]
    while todo:
        node = todo.pop()
        yield node
        for_checkers = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if not for_checkers and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            todo += ast.iter_child_nodes(node)


TREES = {name: ast.parse(path.read_bytes()) for name, path in NAMES.items()}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_packages_import_only_from_those_before_them(name):
    home = package(name)
    wrong = []
    for target in imports(TREES[name], nested=True):
        if target.split(".")[0] != "motet":
            continue
        other = package(target)
        if other != home and (ORDER.index(other) > ORDER.index(home) or other in NEVER.get(home, ())):
            wrong.append(target)
    assert not wrong


def test_no_language_imports_another():
    """What they share are the modules beside them: `motet.languages.interface` and others that are no language."""
    shared = {path.stem for path in (SOURCE / "motet" / "languages").glob("*.py")}
    for name, tree in TREES.items():
        parts = name.split(".")
        if parts[:2] != ["motet", "languages"] or len(parts) < 3:
            continue
        for target in imports(tree, nested=True):
            if target.startswith("motet.languages."):
                assert target.split(".")[2] in {parts[2], *shared}, f"{name} imports {target}"


def test_only_one_module_imports_llvmlite():
    users = {
        name for name, tree in TREES.items() if any(t.split(".")[0] == "llvmlite" for t in imports(tree, nested=True))
    }
    assert users <= {LLVMLITE_HOME}


def test_modules_import_each_other_in_no_circle():
    """What is not executed at import is left out; the order of packages covers it."""
    graph = {name: {t for t in imports(tree, nested=False) if t in NAMES and t != name} for name, tree in TREES.items()}
    done = set()
    for root in graph:
        path = []
        todo = [(root, False)]
        while todo:
            name, leaving = todo.pop()
            if leaving:
                path.pop()
                done.add(name)
                continue
            assert name not in path, f"circle: {' -> '.join([*path[path.index(name) :], name])}"
            if name in done:
                continue
            path.append(name)
            todo.append((name, True))
            todo += [(target, False) for target in sorted(graph[name])]
