"""The examples of host functions once more, called by programs: what engines do natively is what the bodies say."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "stdlib"))

from all_examples import EXAMPLES
from outcomes_of_examples import Aborts, ErrStarting, outcome, show

import motet
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant
from motet.languages.lex.library import MODULES, ROWS, entries

SCALARS = {int: "Int", float: "Float", bool: "Bool", str: "Str", bytes: "Bytes", type(None): "Unit"}
UNIONS = {"Some": "Option", "None": "Option"}


class UntypedError(Exception):
    """A value that no type of Lex fits."""


def is_deep(value, depth=0):
    """Whether a value is nested deeper than types of programs are."""
    inner = value.values if isinstance(value, (Record, Variant)) else value if isinstance(value, (list, tuple)) else ()
    return depth > 10 or any(is_deep(each, depth + 1) for each in inner)


def same(types):
    found = set(types) - {"?"}
    if len(found) > 1:
        raise UntypedError
    return found.pop() if found else "?"


def lex_type(value):
    """The type of a value in Lex; `?` where nothing determines it."""
    if type(value) in SCALARS:
        return SCALARS[type(value)]
    if isinstance(value, (list, Deque, SortedSet)):
        head = {list: "List", Deque: "Deque", SortedSet: "Set"}[type(value)]
        return f"{head}[{same(map(lex_type, getattr(value, 'items', value)))}]"
    if isinstance(value, tuple) and len(value) > 1:
        return f"({', '.join(map(lex_type, value))})"
    if isinstance(value, SortedMap):
        return f"Map[{same(map(lex_type, value.entries))}, {same(map(lex_type, value.entries.values()))}]"
    if isinstance(value, Record):
        if value.name:
            return value.name
        fields = zip(value.fields, value.values, strict=True)
        if not all(name.isidentifier() for name in value.fields):
            raise UntypedError
        return "{ " + ", ".join(f"{name} :: {lex_type(field)}" for name, field in fields) + " }"
    if isinstance(value, Variant) and value.name in UNIONS:
        return f"Option[{lex_type(value.values[0]) if value.values else '?'}]"
    raise UntypedError


def bind(type_, text, bound):
    """Find what type variables stand for: the declared type over the text of a value's type."""
    if type_.kind == "Variable":
        known = bound.get(type_.name, "?")
        if "?" in known:
            bound[type_.name] = text
        elif "?" not in text and text != known:
            raise UntypedError
        return
    if not type_.parts or text == "?" or type_.kind == "Record":
        return
    inner = text[1:-1] if type_.kind == "Tuple" else text.partition("[")[2][:-1]
    for part, found in zip(type_.parts, split(inner), strict=False):
        bind(part, found, bound)


def split(text):
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def signature(entry, arguments):
    """Types of parameters and result for these arguments."""
    bound = {}
    for type_, value in zip(entry.row.parameters, arguments, strict=True):
        bind(type_, lex_type(value), bound)
    text = re.sub(r"\b[A-Z]\b", lambda found: bound.get(found.group(), "?").replace("?", "Json"), entry.signature)
    head, _, result = text.rpartition(") -> ") if not text.endswith(")") else text.partition(") -> ")
    return split(head[1:]) if arguments else [], result


def function(entry, arguments, name):
    parameters, result = signature(entry, arguments)
    declared = ", ".join(f"p{at} :: {type_}" for at, type_ in enumerate(parameters))
    passed = ", ".join(f"p{at}" for at in range(len(parameters)))
    return f"fn {name}({declared}) -> {result} {{ {entry.name}({passed}) }}\n"


def cases(module):
    found = []
    for entry in entries(module).values():
        for arguments, expected in EXAMPLES.get(entry.name, ()) if entry.row and not entry.row.label else ():
            if is_deep(arguments) or (
                module != "math" and any(getattr(value, "name", "") == "Matrix" for value in arguments)
            ):
                continue  # only programs that use matrices tell them from records with the same fields
            try:
                found.append((function(entry, arguments, f"case{len(found)}"), arguments, expected))
            except UntypedError:
                continue
    return found


def agrees(found, expected):
    if isinstance(expected, ErrStarting):
        return found.name == "Err" and found.values[0].startswith(expected.text)
    if isinstance(expected, Aborts):
        return isinstance(found, Aborts) and expected.text in found.text
    return show(found) == show(expected)


PURE = [
    module
    for module in MODULES
    if any(name.startswith(f"lex:{module}.") and not row.label for name, row in ROWS.items()) and cases(module)
]


@pytest.mark.parametrize("engine", ["vm", "auto"])
@pytest.mark.parametrize("module", PURE)
def test_examples(module, engine):
    found = cases(module)
    source = f'import "std.{module}" as {module}\n' + "".join(text for text, _, _ in found)
    wrong = []
    with motet.compile(source, language="lex", engine=engine) as loaded:
        names = loaded.language.functions(loaded.program)
        for at, (text, arguments, expected) in enumerate(found):
            value = outcome(lambda at=at, arguments=arguments: loaded.machine.call(names[f"case{at}"], list(arguments)))
            value = value[0] if isinstance(value, tuple) else value
            if not agrees(value, expected):
                wrong.append(f"{text.strip()} of {arguments!r:.200}: {show(value):.200}, not {show(expected):.200}")
    assert not wrong, "\n".join(wrong)
