"""Decision code: rows of patterns become tests, each place tested once for each group of rows that look at it.

The method is that of Wadler (in Peyton Jones, *The Implementation of Functional Programming Languages*, chapter 5): rows
that test the same place form a group, which is divided by constructor; what fails goes on with the rows behind the
group. No row is lowered twice, so the code is linear in the patterns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.bytecode.builder import Label
from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.places import Place, Places
from motet.languages.lex.lowering.rows import Row, constructor_parts, list_parts
from motet.source import Span

_SEARCHED: Final = 16
"""More Int literals than this are searched by halves."""

_EQUALITY: Final = {"Int": ("int_compare", "eq"), "Float": ("float_compare", "eq"), "Str": ("str_compare", "eq")}


class Matcher:
    """Lowers rows; `leaf` lowers what comes when a row has matched."""

    def __init__(self, body: Body, span: Span, leaf: Callable[[Row], None]) -> None:
        self.body: Final = body
        self.span: Final = span
        self.leaf: Final = leaf
        self.places: Final = Places(body, span)

    def rows(self, rows: list[Row], fail: Label) -> None:
        """The first row that matches, or on to `fail`."""
        rows = [row for row in rows if not row.dead]
        while rows and self.body.live:
            if not rows[0].tests:
                self.leaf(rows[0])
                return
            place = next(iter(rows[0].tests))
            size = _group_size(rows, place)
            rest = rows[size:]
            further = self.body.label() if rest else fail
            self.group(place, rows[:size], further)
            if not rest:
                return
            self.body.place(further)
            rows = rest
        self.body.jump(fail, self.span)

    def group(self, place: Place, rows: list[Row], fail: Label) -> None:
        """Rows that all test one place."""
        self.places.local(place)
        pattern = rows[0].tests[place]
        if isinstance(pattern, ast.PConstructor):
            self.constructors(place, rows, fail)
        elif isinstance(pattern, ast.PList):
            self.lists(place, rows, fail)
        else:
            self.literals(place, rows, fail)

    def branch(self, rows: list[Row], fail: Label) -> None:
        """The rows of one outcome of a test."""
        mark, fetched = self.body.mark(), self.places.mark()
        self.rows(rows, fail)
        self.places.undo(fetched)
        self.body.release(mark)

    # ---- constructors

    def constructors(self, place: Place, rows: list[Row], fail: Label) -> None:
        """A test for each constructor; the last one that is possible needs none."""
        body = self.body
        divided: dict[str, list[Row]] = {}
        for row in rows:
            pattern = row.tests[place]
            assert isinstance(pattern, ast.PConstructor)
            divided.setdefault(pattern.name, []).append(row)
            row.settle(body, place, constructor_parts(body, place, pattern))
        complete = place.type.kind == "Union" and len(divided) == len(place.type.constructors)
        left = len(divided)
        for name, chosen in divided.items():
            left -= 1
            further = body.label() if left else fail
            if left or not complete:
                body.load(place.local, self.span)
                body.emit("variant_is", body.name(name), span=self.span)
                body.jump(further, self.span, "branch_unless")
            self.branch(chosen, fail)
            if left:
                body.place(further)

    # ---- literals

    def literals(self, place: Place, rows: list[Row], fail: Label) -> None:
        """A test for each literal; many Ints are searched."""
        divided: dict[object, list[Row]] = {}
        literals: dict[object, ast.Lit] = {}
        for row in rows:
            pattern = row.tests[place]
            assert isinstance(pattern, ast.PLiteral)
            divided.setdefault(pattern.value.value, []).append(row)
            literals.setdefault(pattern.value.value, pattern.value)
            row.settle(self.body, place, [])
        if rows and isinstance(next(iter(literals)), bool):
            self.bools(place, divided, fail)
        elif len(divided) > _SEARCHED and all(type(value) is int for value in divided):
            numbers = sorted(value for value in divided if isinstance(value, int))
            self.search(place, numbers, divided, fail)
        else:
            self.chain(place, list(literals.values()), divided, fail)

    def bools(self, place: Place, divided: dict[object, list[Row]], fail: Label) -> None:
        """One test for both."""
        false = self.body.label() if False in divided else fail
        self.body.load(place.local, self.span)
        self.body.jump(false, self.span, "branch_unless")
        if True in divided:
            self.branch(divided[True], fail)
        else:
            self.body.jump(fail, self.span)
        if False in divided:
            self.body.place(false)
            self.branch(divided[False], fail)

    def chain(self, place: Place, literals: list[ast.Lit], divided: dict[object, list[Row]], fail: Label) -> None:
        """One test after the other."""
        body = self.body
        for index, literal in enumerate(literals):
            last = index == len(literals) - 1
            further = fail if last else body.label()
            body.load(place.local, self.span)
            body.const(literal.value, self.span)
            body.emit(*_EQUALITY.get(literal.kind, ("deep_equal",)), span=self.span)
            body.jump(further, self.span, "branch_unless")
            self.branch(divided[literal.value], fail)
            if not last:
                body.place(further)

    def search(self, place: Place, numbers: list[int], divided: dict[object, list[Row]], fail: Label) -> None:
        """Tests by halves."""
        if len(numbers) <= 4:
            self.chain(place, [ast.Lit("Int", number) for number in numbers], divided, fail)
            return
        body, middle = self.body, len(numbers) // 2
        upper = body.label()
        body.load(place.local, self.span)
        body.const(numbers[middle], self.span)
        body.emit("int_compare", "lt", span=self.span)
        body.jump(upper, self.span, "branch_unless")
        self.search(place, numbers[:middle], divided, fail)
        body.place(upper)
        self.search(place, numbers[middle:], divided, fail)

    # ---- lists

    def lists(self, place: Place, rows: list[Row], fail: Label) -> None:
        """Rows of exact lengths, or of one least length."""
        body = self.body
        divided: dict[int, list[Row]] = {}
        open_ended = False
        for row in rows:
            pattern = row.tests[place]
            assert isinstance(pattern, ast.PList)
            open_ended = pattern.rest is not None
            divided.setdefault(len(pattern.items), []).append(row)
            row.settle(body, place, list_parts(body, place, pattern))
        if open_ended:
            (length,) = divided
            self.length(place, length, "ge", fail, skip=length <= place.least)
            self.branch(divided[length], fail)
            return
        for index, (length, chosen) in enumerate(divided.items()):
            further = body.label() if index < len(divided) - 1 else fail
            self.length(place, length, "eq", further)
            certain = any(not row.tests and not row.dead for row in chosen)
            self.branch(chosen, fail)
            if certain and length == place.least:
                self.places.learn_longer(place)
            if further is not fail:
                body.place(further)

    def length(self, place: Place, length: int, relation: str, fail: Label, *, skip: bool = False) -> None:
        """On if the length is right."""
        if skip:
            return
        self.body.load(place.local, self.span)
        self.body.emit("list_len", span=self.span)
        self.body.const(length, self.span)
        self.body.emit("int_compare", relation, span=self.span)
        self.body.jump(fail, self.span, "branch_unless")


def _group_size(rows: list[Row], place: Place) -> int:
    """How many rows from the first on test a place, in a way that one division can serve."""
    kind = _division(rows[0].tests[place])
    size = 1
    while size < len(rows) and place in rows[size].tests and _division(rows[size].tests[place]) == kind:
        size += 1
    return size


def _division(pattern: ast.Pattern) -> object:
    if isinstance(pattern, ast.PList):
        return len(pattern.items) if pattern.rest is not None else "exact"
    return type(pattern)
