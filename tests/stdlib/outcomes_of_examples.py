"""What examples expect, and how an outcome is compared with it."""

from motet.bytecode import Trap
from motet.bytecode.values import Deque, Record, SortedMap, SortedSet, Variant
from motet.stdlib.structural import sorted_keys


class Aborts:
    """The run ends with this text."""

    def __init__(self, text, kind="host"):
        self.text = text
        self.kind = kind

    def __repr__(self):
        return f"Aborts({self.text!r}, {self.kind!r})"


class ErrStarting:
    """An `Err` whose text starts like this."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"ErrStarting({self.text!r})"


def some(value):
    return Variant("Some", (value,))


def ok(value):
    return Variant("Ok", (value,))


def err(value):
    return Variant("Err", (value,))


NONE = Variant("None")


def mapping(**entries):
    return SortedMap({key: entries[key] for key in sorted(entries)})


def int_map(*pairs):
    entries = dict(pairs)
    return SortedMap({key: entries[key] for key in sorted_keys(entries)})


def items(*values):
    return SortedSet(dict.fromkeys(sorted_keys(values)))


def record(**fields):
    names = tuple(sorted(fields))
    return Record(names, tuple(fields[name] for name in names))


def deque(*values):
    return Deque(list(values))


def matrix(rows, cols, *data):
    return Record(("cols", "data", "rows"), (cols, [float(x) for x in data], rows), "Matrix")


def show(value):
    """A text that tells all values apart: 1 from 1.0 and True, -0.0 from 0.0; a NaN is a NaN."""
    if isinstance(value, (Deque, SortedSet)):
        return f"{type(value).__name__}({show(list(value.items))})"
    if isinstance(value, SortedMap):
        return f"SortedMap({', '.join(f'{key!r}: {show(entry)}' for key, entry in value.entries.items())})"
    if isinstance(value, Record):
        return f"{value.name}{{{', '.join(map(show, value.values))}}}"
    if isinstance(value, Variant):
        return f"{value.name}({', '.join(map(show, value.values))})"
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(show, value))})"
    return repr(value)


def outcome(call):
    """What a call gives, or how it ends the run."""
    try:
        return call()
    except Trap as trap:
        return Aborts(trap.message, trap.kind)


def check(call, expected):
    """Run an example."""
    found = outcome(call)
    if isinstance(expected, ErrStarting):
        assert found.name == "Err"
        assert found.values[0].startswith(expected.text), found.values[0]
    else:
        assert show(found) == show(expected), f"{show(found)} is not {show(expected)}"
