"""Types of the checker (specification 7.1), and how they are written in messages.

Types are built once and never change in meaning. What does change in place is only their form: `settle` puts what
variables are bound to in their stead, so that no walk goes over the same chain of variables twice. `ground` says that a
type holds no inference variables; it may be false for too long, never true too early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

_HEAVY: Final = 1 << 40


class Type:
    """What all types have. Equal types are equal in structure; inference variables are equal to themselves only."""

    __slots__ = ()
    ground: bool
    weight: int

    def __repr__(self) -> str:
        return render(self)


class _Name(Type):
    """A type that its class and its name tell."""

    __slots__ = ("name",)
    ground = True
    weight = 1

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and self.name == other.name)

    def __hash__(self) -> int:
        return hash(self.name)


class Primitive(_Name):
    """`Int Float Bool Str Bytes Unit Never`, and `UNKNOWN`."""

    __slots__ = ()


class Rigid(_Name):
    """A type parameter inside the declaration that has it; as the variable of a row, a declared row variable."""

    __slots__ = ()


class TypeVariable(Type):
    """A type that inference looks for. `bound` is what it has found."""

    __slots__ = ("bound", "number")
    ground = False
    weight = 1

    def __init__(self, number: int) -> None:
        self.number = number
        self.bound: Type | None = None


class Compound(Type):
    """A type made of others. `hashed` keeps the hash of a ground type, -1 before it is asked for."""

    __slots__ = ("ground", "hashed", "weight")

    def measure(self, parts: Iterable[Type], ground: bool = True) -> None:
        """Say whether it is ground, and how heavy.

        The weight grows by a thirty-second with each level, so that one limit bounds both the size and the depth.
        """
        weight = 1
        for part in parts:
            weight += part.weight
            if not part.ground:
                ground = False
        self.ground = ground
        self.weight = min(weight + (weight >> 5), _HEAVY)
        self.hashed = -1

    def key(self) -> tuple[object, ...]:
        """What tells it from others of its class."""
        return ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Compound) or type(self) is not type(other):
            return False
        return hash(self) == hash(other) and self.key() == other.key()

    def __hash__(self) -> int:
        if self.hashed == -1 or not self.ground:
            self.hashed = hash((type(self).__name__, self.key()))
        return self.hashed


class ListType(Compound):
    """`List[element]`."""

    __slots__ = ("element",)

    def __init__(self, element: Type) -> None:
        self.element = element
        self.measure((element,))

    def key(self) -> tuple[object, ...]:
        """What tells it from others of its class."""
        return (self.element,)


class TupleType(Compound):
    """A tuple of two or more."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Type, ...]) -> None:
        self.items = items
        self.measure(items)

    def key(self) -> tuple[object, ...]:
        """What tells it from others of its class."""
        return self.items


class RecordType(Compound):
    """A closed record: exactly these fields, sorted by name."""

    __slots__ = ("fields",)

    def __init__(self, fields: Mapping[str, Type]) -> None:
        self.fields: dict[str, Type] = dict(sorted(fields.items()))
        self.measure(self.fields.values())

    def key(self) -> tuple[object, ...]:
        """What tells it from others of its class."""
        return tuple(self.fields.items())


class Named(Compound):
    """A union, an opaque type or an alias, by its name."""

    __slots__ = ("args", "name")

    def __init__(self, name: str, args: tuple[Type, ...] = ()) -> None:
        self.name = name
        self.args = args
        self.measure(args)

    def key(self) -> tuple[object, ...]:
        """What tells it from others of its class."""
        return (self.name, *self.args)


class EffectKind(NamedTuple):
    """One effect. `argument_kind` is `Str`, `Int`, `Ident`, or empty for a bare one."""

    name: str
    argument_kind: str = ""
    argument: str | int | None = None

    def __str__(self) -> str:
        if not self.argument_kind:
            return self.name
        argument = f'"{self.argument}"' if self.argument_kind == "Str" else self.argument
        return f"{self.name}({argument})"


class RowVariable:
    """The part of a row that inference looks for. `bound` is the row it stands for."""

    __slots__ = ("bound", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.bound: Row | None = None


class Row(NamedTuple):
    """Effects of a function, and the variable for further ones, if there is one."""

    effects: frozenset[EffectKind]
    variable: RowVariable | Rigid | None = None


PURE: Final = Row(frozenset())


class FunctionType(Compound):
    """`(params) -> [row] result`."""

    __slots__ = ("params", "result", "row")

    def __init__(self, params: tuple[Type, ...], row: Row, result: Type) -> None:
        self.params = params
        self.row = row
        self.result = result
        self.measure((result, *params), type(row.variable) is not RowVariable)

    def key(self) -> tuple[object, ...]:
        """What tells it from others of its class."""
        return (self.params, self.row, self.result)


INT: Final = Primitive("Int")
FLOAT: Final = Primitive("Float")
BOOL: Final = Primitive("Bool")
STR: Final = Primitive("Str")
BYTES: Final = Primitive("Bytes")
UNIT: Final = Primitive("Unit")
NEVER: Final = Primitive("Never")
UNKNOWN: Final = Primitive("_")
"""What stands, in the result of the checker, for a variable that nothing determines."""

PRIMITIVES: Final[dict[str, Primitive]] = {
    **{kind.name: kind for kind in (INT, FLOAT, BOOL, STR, BYTES, UNIT, NEVER)},
    "Nil": UNIT,
}
LITERALS: Final[dict[str, Primitive]] = {kind.name: kind for kind in (INT, FLOAT, BOOL, STR, BYTES, UNIT)}


def prune(type_: Type) -> Type:
    """What a type is once bound variables are followed; chains of variables become short."""
    if type(type_) is not TypeVariable:
        return type_
    last: Type = type_
    while type(last) is TypeVariable and last.bound is not None:
        last = last.bound
    while type(type_) is TypeVariable and type_.bound is not None and type_.bound is not last:
        type_.bound, type_ = last, type_.bound
    return last


def prune_row(row: Row) -> Row:
    """A row with what its variable is bound to."""
    variable = row.variable
    if type(variable) is not RowVariable or variable.bound is None:
        return row
    effects = row.effects
    while type(variable) is RowVariable and variable.bound is not None:
        effects = effects | variable.bound.effects
        variable = variable.bound.variable
    return Row(effects, variable)


def settle(
    type_: Type,
    unbound: Callable[[TypeVariable], Type],
    unbound_row: Callable[[Row], Row],
) -> Type:
    """A type with what its variables are bound to in their places; its parts change in place.

    Args:
        type_: what to settle.
        unbound: says what a variable without a type becomes.
        unbound_row: says what a row that is still open becomes.
    """
    type_ = prune(type_)
    if type_.ground:
        return type_
    if type(type_) is TypeVariable:
        return unbound(type_)
    if isinstance(type_, Compound):
        _SETTLES[type(type_)](type_, unbound, unbound_row)
    return type_


_Unbound: TypeAlias = "Callable[[TypeVariable], Type]"
_UnboundRow: TypeAlias = "Callable[[Row], Row]"


def _settle_list(type_: ListType, unbound: _Unbound, unbound_row: _UnboundRow) -> None:
    type_.element = settle(type_.element, unbound, unbound_row)
    type_.measure((type_.element,))


def _settle_tuple(type_: TupleType, unbound: _Unbound, unbound_row: _UnboundRow) -> None:
    type_.items = tuple([settle(item, unbound, unbound_row) for item in type_.items])
    type_.measure(type_.items)


def _settle_record(type_: RecordType, unbound: _Unbound, unbound_row: _UnboundRow) -> None:
    type_.fields = {name: settle(item, unbound, unbound_row) for name, item in type_.fields.items()}
    type_.measure(type_.fields.values())


def _settle_named(type_: Named, unbound: _Unbound, unbound_row: _UnboundRow) -> None:
    type_.args = tuple([settle(item, unbound, unbound_row) for item in type_.args])
    type_.measure(type_.args)


def _settle_function(type_: FunctionType, unbound: _Unbound, unbound_row: _UnboundRow) -> None:
    type_.params = tuple([settle(item, unbound, unbound_row) for item in type_.params])
    type_.result = settle(type_.result, unbound, unbound_row)
    row = prune_row(type_.row)
    type_.row = unbound_row(row) if type(row.variable) is RowVariable else row
    type_.measure((type_.result, *type_.params), type(type_.row.variable) is not RowVariable)


_SETTLES: Final[dict[type, Callable[[Any, _Unbound, _UnboundRow], None]]] = {
    ListType: _settle_list,
    TupleType: _settle_tuple,
    RecordType: _settle_record,
    Named: _settle_named,
    FunctionType: _settle_function,
}


# ---- text

_LONGEST: Final = 2000
"""Characters of a type in a message, about."""


def render(type_: Type, longest: float = _LONGEST) -> str:
    """A type as messages write it; what is longer than so many characters is cut off."""
    pieces: list[str] = []
    work: list[Type | str] = [type_]
    length = 0
    while work:
        item = work.pop()
        if isinstance(item, str):
            pieces.append(item)
            length += len(item)
        elif length > longest:
            pieces.append("…")
        else:
            item = prune(item)
            work.extend(reversed(_PIECES[type(item)](item)))
    return "".join(pieces)


def render_row(row: Row) -> str:
    """`[io, net("h")]`; `[]` for a pure row, `[io | ?e3]` for an open one."""
    row = prune_row(row)
    effects = ", ".join(str(effect) for effect in sorted(row.effects))
    variable = row.variable
    if variable is None:
        return f"[{effects}]"
    tail = variable.name if isinstance(variable, Rigid) else f"?e{variable.number}"
    return f"[{effects} | {tail}]" if effects else f"[| {tail}]"


def _separated(items: Iterable[Type]) -> list[Type | str]:
    pieces: list[Type | str] = []
    for item in items:
        pieces += (", ", item)
    return pieces[1:]


def _named_pieces(type_: Named) -> list[Type | str]:
    return [type_.name, "[", *_separated(type_.args), "]"] if type_.args else [type_.name]


def _record_pieces(type_: RecordType) -> list[Type | str]:
    pieces: list[Type | str] = []
    for name, item in type_.fields.items():
        pieces += (", ", f"{name} :: ", item)
    return ["{ ", *pieces[1:], " }"] if pieces else ["{}"]


def _function_pieces(type_: FunctionType) -> list[Type | str]:
    row = prune_row(type_.row)
    effects = f" {render_row(row)}" if row.effects or row.variable is not None else ""
    return ["(", *_separated(type_.params), f") ->{effects} ", type_.result]


def _variable_pieces(type_: TypeVariable) -> list[Type | str]:
    return [f"?{type_.number}"]


def _name_pieces(type_: Primitive | Rigid) -> list[Type | str]:
    return [type_.name]


def _list_pieces(type_: ListType) -> list[Type | str]:
    return ["List[", type_.element, "]"]


def _tuple_pieces(type_: TupleType) -> list[Type | str]:
    return ["(", *_separated(type_.items), ")"]


_PIECES: Final[dict[type, Callable[[Any], list[Type | str]]]] = {
    Primitive: _name_pieces,
    Rigid: _name_pieces,
    TypeVariable: _variable_pieces,
    ListType: _list_pieces,
    TupleType: _tuple_pieces,
    RecordType: _record_pieces,
    Named: _named_pieces,
    FunctionType: _function_pieces,
}
