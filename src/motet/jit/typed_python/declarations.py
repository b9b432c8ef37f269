"""Modules of the subset as they are declared: constants, classes, functions, and what names mean in them.

Sources are read with `ast` and never run. Names that a module imports from elsewhere in `motet` than the library are
constants of the real module: numbers, and tuples of Ints (tables).
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, TAGS, UNIT, Ty
from motet.jit.layout import KINDS, Row
from motet.jit.layout import MEMORY_CLASSES as LAYOUT_CLASSES
from motet.jit.references import is_counted_type
from motet.jit.typed_python.types import (
    CLASS_NAMES,
    NONE,
    OBJECT,
    U8,
    U32,
    in_memory,
    is_struct,
    maybe,
    memory_class,
    object_type,
    pointer,
    struct,
    without_none,
)

LIBRARY: Final = "motet.runtime"
LANGUAGE: Final = "motet.runtime.language"

_NAMED_TYPES: Final[Mapping[str, Ty]] = {
    "int": INT,
    "float": FLOAT,
    "bool": BOOL,
    "u8": U8,
    "u32": U32,
    "AnyValue": ANY,
    "Object": OBJECT,
    "NoReturn": UNIT,
}

FIELDS: Final = KINDS["FIELDS"]

TYPE_VARIABLES: Final = frozenset("TUKV")
"""Names of the type variables of `motet.runtime.language`."""

_MARKS: Final = ("Own", "Borrowed", "type")
"""Generic names around a type that do not change which values there are."""


class TypedPythonError(Exception):
    """A source is not in the subset. The message begins with file and line."""


class Intrinsic(str):
    """A name of `motet.runtime.language`."""

    __slots__ = ()


class Field:
    """Place of a field in its class. An open end (`Tail`) has `is_tail` and the type of a pointer to its items."""

    __slots__ = ("is_tail", "offset", "type")

    def __init__(self, offset: int, type_: Ty, is_tail: bool) -> None:
        self.offset: Final = offset
        self.type: Final = type_
        self.is_tail: Final = is_tail


class Class:
    """A struct or a class of objects.

    Attributes:
        type: the type of its values.
        base: the class it extends, or None.
        fields: by name, those of the base first.
        size: bytes of the fields, header included.
    """

    def __init__(self, module: Module, node: ast.ClassDef, bindings: Mapping[str, Ty]) -> None:
        self.name: Final = node.name
        plain = [base for base in node.bases if head_of(base) != "Generic"]
        if len(plain) != 1:
            raise module.error(node, f"{node.name} must extend Struct, Object or one class of the library")
        base = module.class_named(plain[0], bindings)
        self.base: Final = base if isinstance(base, Class) else None
        self.is_object: Final[bool] = base.is_object if isinstance(base, Class) else base == "Object"
        arguments = tuple(bindings.values())
        self.type: Final = (object_type if self.is_object else struct)(node.name, arguments)
        self._bindings: Final = bindings
        self._module: Final = module
        self._node: Final = node
        self._fields: dict[str, Field] | None = None
        self._size = 0
        self.kind: Final = self._kind()

    def _kind(self) -> int:
        """The kind of its objects, which the class variable `kind` says; that of the base class otherwise."""
        for item in self._node.body:
            if isinstance(item, ast.AnnAssign) and head_of(item.annotation) == "ClassVar" and item.value is not None:
                found = self._module.number(item.value)
                if isinstance(found, int) and ast.unparse(item.target) == "kind":
                    return found
        return self.base.kind if self.base is not None else FIELDS

    @property
    def fields(self) -> Mapping[str, Field]:
        """Place of each field; computed when first asked for, because classes refer to each other."""
        if self._fields is None:
            self._lay_out()
        assert self._fields is not None
        return self._fields

    @property
    def size(self) -> int:
        """Bytes of the fields, header included, an open end not."""
        assert self.fields is not None
        return self._size

    def _lay_out(self) -> None:
        fields: dict[str, Field] = {}
        at = 0
        if self.base is not None:
            fields.update(self.base.fields)
            at = self.base.size
        elif self.is_object:
            fields.update(count=Field(0, U32, False), descriptor=Field(4, U32, False))
            at = 8
        for item in self._node.body:
            if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
                continue
            if head_of(item.annotation) == "ClassVar":
                continue
            if any(field.is_tail for field in fields.values()):
                raise self._module.error(item, "no field can follow an open end")
            annotation = item.annotation
            is_tail = head_of(annotation) == "Tail"
            type_ = self._module.type_of(annotation, self._bindings)
            align = 8 if is_tail else min(8, in_memory(type_).size)
            at = (at + align - 1) & -align
            fields[item.target.id] = Field(at, type_, is_tail)
            at += 0 if is_tail else in_memory(type_).size
        self._size = (at + 7) & -8
        self._fields = fields

    def extends(self, other: Ty) -> bool:
        """Whether a value of the class is one of the other type."""
        cls: Class | None = self
        while cls is not None:
            if cls.type is other:
                return True
            cls = cls.base
        return other is OBJECT and self.is_object

    def row(self) -> Row:
        """The descriptor of its objects (`motet.jit.layout`). Type variables T and V are elements, K is keys."""
        references, anys = 0, 0
        for name, field in self.fields.items():
            t = without_none(field.type)
            if field.is_tail:
                if self.kind == FIELDS and is_counted_type(t.parts[0]):
                    raise self._module.error(self._node, f"{self.name}.{name}: its kind of object has no such field")
            elif t is ANY:
                anys |= 1 << field.offset // 8
            elif is_counted_type(t):
                references |= 1 << field.offset // 8
        item, key = (self._class_number(names) for names in (("T", "V"), ("K",)))
        return self.kind, self.size, references, anys, item, key, TAGS.get(self.type, 0), 0

    def _class_number(self, names: tuple[str, ...]) -> int:
        found = next((self._bindings[name] for name in names if name in self._bindings), None)
        return 0 if found is None else LAYOUT_CLASSES[CLASS_NAMES[found]]


class Template:
    """A generic class, before its type variables mean anything."""

    def __init__(self, module: Module, node: ast.ClassDef, variables: tuple[str, ...]) -> None:
        self.name: Final = node.name
        self.variables: Final = variables
        self._module: Final = module
        self._node: Final = node
        self._made: Final[dict[tuple[Ty, ...], Class]] = {}

    def at(self, arguments: tuple[Ty, ...]) -> Class:
        """The class for these arguments."""
        found = self._made.get(arguments)
        if found is None:
            bindings = dict(zip(self.variables, arguments, strict=True))
            found = self._made[arguments] = Class(self._module, self._node, bindings)
            self._module.know(found)
        return found


class Parameter:
    """A parameter of a function. `is_class`: a class given as a value (`type[List[T]]`), which needs no words."""

    __slots__ = ("annotation", "is_class", "name", "owned")

    def __init__(self, name: str, annotation: ast.expr, owned: bool) -> None:
        self.name: Final = name
        self.annotation: Final = annotation
        self.owned: Final = owned
        self.is_class: Final = head_of(annotation) == "type"


class Function:
    """A function of the library, before it is specialised.

    Attributes:
        variables: its type variables, in the order in which its parameters and result mention them.
    """

    def __init__(self, module: Module, node: ast.FunctionDef) -> None:
        self.module: Final = module
        self.node: Final = node
        self.name: Final = node.name
        marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
        self.raw: Final = "raw" in marks
        self.inline: Final = "inline" in marks
        self.cold: Final = "cold" in marks
        self.noinline: Final = "noinline" in marks or self.cold
        self.parameters: Final[list[Parameter]] = []
        for argument in node.args.args:
            if argument.annotation is None:
                raise module.error(argument, f"parameter {argument.arg} has no type")
            owned = head_of(argument.annotation) == "Own"
            self.parameters.append(Parameter(argument.arg, argument.annotation, owned))
        if node.returns is None:
            raise module.error(node, f"{node.name} has no result type")
        self.returns: Final = node.returns
        self.result_borrowed: Final = head_of(node.returns) == "Borrowed"
        self.never_returns: Final = isinstance(node.returns, ast.Name) and node.returns.id == "NoReturn"
        annotations = [*(p.annotation for p in self.parameters), node.returns]
        mentioned = (name for annotation in annotations for name in names_in(annotation))
        self.variables: Final = tuple(dict.fromkeys(n for n in mentioned if n in module.type_variables))


def names_in(annotation: ast.expr) -> Iterator[str]:
    """The names that an annotation mentions, in order."""
    if isinstance(annotation, ast.Name):
        yield annotation.id
    for child in ast.iter_child_nodes(annotation):
        if isinstance(child, ast.expr):
            yield from names_in(child)


class Table:
    """Numbers that a module imports as a tuple of Ints."""

    __slots__ = ("name", "numbers")

    def __init__(self, name: str, numbers: tuple[int, ...]) -> None:
        self.name: Final = name
        self.numbers: Final = numbers


Entity: TypeAlias = int | float | str | Class | Template | Function | Intrinsic | Table
"""What a name of a module means. A `str` that is no Intrinsic: the class of the struct of that name in the context."""


class Instance:
    """A struct that lies in the context."""

    __slots__ = ("cls",)

    def __init__(self, cls: Class) -> None:
        self.cls: Final = cls


def head_of(annotation: ast.expr) -> str:
    """The generic name of a subscripted annotation; empty for others."""
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name):
        return annotation.value.id
    return ""


class Module:
    """One source. Names are looked up when they are used."""

    def __init__(self, library: Library, name: str, path: Path) -> None:
        self.name: Final = name
        self.path: Final = path
        self._library: Final = library
        self._entities: Final[dict[str, Entity | Instance]] = {}
        self._nodes: Final[dict[str, ast.stmt]] = {}
        self._imports: Final[dict[str, tuple[str, str]]] = {}
        self.type_variables: Final[set[str]] = set()
        for node in ast.parse(path.read_bytes(), str(path)).body:
            self._declare(node)

    def _declare(self, node: ast.stmt) -> None:
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            for alias in node.names:
                self._imports[alias.asname or alias.name] = (node.module, alias.name)
            if node.module == LANGUAGE:
                self.type_variables.update(TYPE_VARIABLES & {alias.name for alias in node.names})
        elif isinstance(node, ast.ClassDef | ast.FunctionDef):
            self._nodes[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            self._nodes[node.targets[0].id] = node
            if isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "TypeVar":
                self.type_variables.add(node.targets[0].id)

    def error(self, node: ast.AST, message: str) -> TypedPythonError:
        """The error to raise for a place in this source."""
        return TypedPythonError(f"{self.path}:{getattr(node, 'lineno', 1)}: {message}")

    def knows(self, name: str) -> bool:
        """Whether the name is declared or imported here."""
        return name in self._nodes or name in self._imports

    def entity(self, name: str, node: ast.AST) -> Entity | Instance:
        """What a name means. TypedPythonError if it means nothing."""
        found = self._entities.get(name)
        if found is None:
            found = self._entities[name] = self._look_up(name, node)
        return found

    def _look_up(self, name: str, node: ast.AST) -> Entity | Instance:
        if name in self._imports:
            return self._library.imported(*self._imports[name])
        declared = self._nodes.get(name)
        if isinstance(declared, ast.ClassDef):
            return self._class(declared)
        if isinstance(declared, ast.FunctionDef):
            return Function(self, declared)
        if isinstance(declared, ast.Assign):
            return self._constant(declared)
        raise self.error(node, f"unknown name {name}")

    def _class(self, node: ast.ClassDef) -> Class | Template:
        variables = [name for base in node.bases if head_of(base) == "Generic" for name in names_in(base)]
        if variables:
            return Template(self, node, tuple(variables[1:]))
        cls = Class(self, node, {})
        self.know(cls)
        return cls

    def know(self, cls: Class) -> None:
        """Let the class be found by its type."""
        self._library.classes[cls.type] = cls

    def class_named(self, node: ast.expr, bindings: Mapping[str, Ty]) -> Entity | Instance:
        """What a base class is: a class, or the name of `Struct` or `Object`."""
        if isinstance(node, ast.Name):
            return self.entity(node.id, node)
        return self._library.classes[self.type_of(node, bindings)]

    def _constant(self, node: ast.Assign) -> Entity | Instance:
        value = node.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "instance":
            argument = value.args[0]
            assert isinstance(argument, ast.Name)
            cls = self.entity(argument.id, node)
            assert isinstance(cls, Class)
            return Instance(cls)
        try:
            constant = ast.literal_eval(value)
        except ValueError:
            raise self.error(node, "constants of a module must be literal numbers") from None
        if not isinstance(constant, int | float):
            raise self.error(node, "constants of a module must be literal numbers")
        return constant

    def number(self, node: ast.expr) -> Entity | Instance | None:
        """The value of a constant expression: a literal or a name."""
        return self.entity(node.id, node) if isinstance(node, ast.Name) else ast.literal_eval(node)

    def type_of(self, node: ast.expr | None, bindings: Mapping[str, Ty] | None = None) -> Ty:
        """The type that an annotation means, with type variables as `bindings` say."""
        if isinstance(node, ast.Constant) and node.value is None:
            return UNIT
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.type_of(ast.parse(node.value, mode="eval").body, bindings)
        if isinstance(node, ast.Name):
            return self._named_type(node, bindings or {})
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._optional(node, bindings)
        if isinstance(node, ast.Subscript):
            head = head_of(node)
            if head in _MARKS:
                return self.type_of(node.slice, bindings)
            if head in ("Ptr", "Tail"):
                return pointer(self.type_of(node.slice, bindings))
            template = self.entity(head, node)
            if isinstance(template, Template):
                arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                return template.at(tuple(memory_class(self.type_of(a, bindings)) for a in arguments)).type
        assert node is not None
        raise self.error(node, f"not a type of the subset: {ast.unparse(node)}")

    def _optional(self, node: ast.BinOp, bindings: Mapping[str, Ty] | None) -> Ty:
        parts = [
            part for part in (node.left, node.right) if not (isinstance(part, ast.Constant) and part.value is None)
        ]
        if len(parts) != 1:
            raise self.error(node, "the only unions are X | None")
        t = self.type_of(parts[0], bindings)
        if not is_struct(t) and not is_counted_type(t):
            raise self.error(node, f"{t} cannot be None")
        return maybe(t)

    def _named_type(self, node: ast.Name, bindings: Mapping[str, Ty]) -> Ty:
        if node.id in bindings:
            return bindings[node.id]
        if node.id in _NAMED_TYPES and not (self.knows(node.id) and not self._is_of_language(node.id)):
            return _NAMED_TYPES[node.id]
        cls = self.entity(node.id, node)
        if isinstance(cls, Class):
            return cls.type
        raise self.error(node, f"{node.id} is not a type")

    def _is_of_language(self, name: str) -> bool:
        return self._imports.get(name, ("", ""))[0] == LANGUAGE


class Library:
    """All modules that were read, by name.

    Attributes:
        classes: by type, as far as they were looked up.
        debug: the value of `DEBUG`.
    """

    def __init__(self, debug: bool = False) -> None:
        self.debug: Final = debug
        self.modules: Final[dict[str, Module]] = {}
        self.classes: Final[dict[Ty, Class]] = {}

    def module(self, name: str, path: Path | None = None) -> Module:
        """A module, read when first asked for; `path` for those outside of the library."""
        found = self.modules.get(name)
        if found is None:
            path = path or Path(__file__).parents[3].joinpath(*name.split(".")).with_suffix(".py")
            found = self.modules[name] = Module(self, name, path)
        return found

    def imported(self, module: str, name: str) -> Entity | Instance:
        """What a name means that is imported from a module."""
        if module == LANGUAGE:
            return self.debug if name == "DEBUG" else Intrinsic(name)
        if module in self.modules or module.startswith(LIBRARY + "."):
            return self.module(module).entity(name, ast.Pass())
        value: object = getattr(importlib.import_module(module), name)
        if isinstance(value, tuple) and all(type(number) is int for number in value):
            return Table(name, value)
        if not isinstance(value, int | float):
            raise TypedPythonError(
                f"{module}.{name} is neither a number nor a tuple of Ints: only those can be imported"
            )
        return value

    def fits(self, actual: Ty, wanted: Ty) -> bool:
        """Whether a value of one type can be used where the other is expected, as it is."""
        if actual is wanted or (actual is NONE and wanted.kind == "Maybe"):
            return True
        if actual.kind == "Maybe" and wanted.kind != "Maybe":
            return False
        if actual.kind == wanted.kind == "Ptr" and memory_class(actual.parts[0]) is wanted.parts[0]:
            return True
        cls = self.classes.get(without_none(actual))
        if cls is not None and cls.extends(without_none(wanted)):
            return True
        return without_none(actual) is without_none(wanted)
