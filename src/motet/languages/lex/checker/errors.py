"""The errors of the checker as data (specification 7.8): their kinds, fields, texts and explanations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from motet.source import Diagnostic, DiagnosticError, Note, Source, Span

AT_NODE: Final = "n_0"
"""What `at_node` always is: identifiers of nodes restart in each function, so the place is told by `position`."""


class Kind(NamedTuple):
    """A kind of error.

    Attributes:
        text: for people, of the fields, without the place.
        explanation: the rule in a sentence.
    """

    text: str
    explanation: str


KINDS: Final[dict[str, Kind]] = {
    "type_mismatch": Kind(
        "type mismatch{at}: expected {expected}, got {got}{where}",
        "The type of an expression must fit what its place requires.",
    ),
    "effect_row_mismatch": Kind(
        "effect-row mismatch{at}: declared row is invariant — expected {expected}, got {got}{where}; "
        "give the function value exactly the effects that its type names",
        "Two function types are the same only if they have the same effects; a pure function does not stand in for "
        "one with effects, nor the other way round.",
    ),
    "unknown_identifier": Kind(
        "unknown identifier `{name}`{at}",
        "Every name must be a parameter, a `let`, a pattern variable, a function, a type or an imported module.",
    ),
    "arity_mismatch": Kind(
        "arity mismatch{at}: expected {expected}, got {got}",
        "Calls, constructors, tuple patterns and applied types take exactly as many items as were declared.",
    ),
    "non_exhaustive_match": Kind(
        "non-exhaustive match{at}: missing arms for {missing}",
        "The arms of a match must cover every value of the type that is matched.",
    ),
    "unknown_field": Kind(
        "unknown field `{field}` on {record_type}{at}",
        "Records are closed: only the fields of the type can be read.",
    ),
    "duplicate_field": Kind(
        "duplicate field `{field}`{at}",
        "A record has each field once.",
    ),
    "unknown_variant": Kind(
        "unknown constructor `{constructor}`{at}",
        "A name with a capital letter must be a constructor of a declared union.",
    ),
    "effect_not_declared": Kind(
        "effect `{effect}` not declared{at}",
        "A function may perform only the effects that its signature declares.",
    ),
    "infinite_type": Kind(
        "infinite type (occurs check){at}",
        "A type cannot contain itself, nor grow without bounds.",
    ),
    "ambiguous_type": Kind(
        "ambiguous type{at}",
        "The type of an expression must follow from the program.",
    ),
    "recursive_type_without_constructor": Kind(
        "recursive type `{name}` without constructor{at}",
        "A type that contains itself needs a union, `Option` or `List` in between; otherwise it has no values.",
    ),
    "refinement_violation": Kind(
        "refinement violated{at}: argument {param_index} of `{fn_name}` (binding `{binding}`): {reason}",
        "An argument must fulfil the predicate of its parameter.",
    ),
    "examples_on_effectful_fn": Kind(
        "function `{fn_name}` has effects and cannot have examples{at}",
        "Examples are run by the checker, so only functions without effects have them.",
    ),
    "example_arity_mismatch": Kind(
        "example {case_index} of `{fn_name}`{at}: expected {expected} arguments, got {got}",
        "An example gives every parameter of its function an argument.",
    ),
    "example_mismatch": Kind(
        "example {case_index} of `{fn_name}`{at}: expected {expected}, got {got}",
        "A function must give what its examples say.",
    ),
    "duplicate_definition": Kind(
        "{what} `{name}` is defined twice{at}",
        "Functions, types and constructors have one definition in a program.",
    ),
}
"""The kinds of 7.8, and `duplicate_definition`, which is an extension."""


@dataclass(eq=False)
class Problem:
    """One error.

    Attributes:
        kind: a key of `KINDS`.
        fields: what the kind has, in the order in which it is shown.
        source, span: where.
        label: what stands under the underlined text.
        help: what would be right, if known.
        notes: other places.
        detail: what the text says besides.
    """

    kind: str
    fields: dict[str, Any]
    source: Source
    span: Span
    label: str = ""
    help: str = ""
    notes: tuple[Note, ...] = field(default=())
    detail: str = ""

    def text(self, at: str = f" at {AT_NODE}") -> str:
        """For people, in one line."""
        context = self.fields.get("context")
        where = f" ({' / '.join(context)})" if context else ""
        fields = {name: _shown(value) for name, value in self.fields.items()}
        text = KINDS[self.kind].text.format(at=at, where=where, **fields)
        return f"{text}: {self.detail}" if self.detail else text

    def json(self) -> dict[str, Any]:
        """As data: tagged with `kind`."""
        return {"kind": self.kind, "at_node": AT_NODE, **self.fields}

    def positioned_json(self) -> dict[str, Any]:
        """As data, with the rule and the place; lines and columns count from 1."""
        line, column = self.source.position(min(max(self.span.start, 0), len(self.source.text)))
        position: dict[str, Any] = {"line": line, "col": column}
        if not self.source.name.startswith("<"):
            position = {"file": self.source.name, **position}
        return {
            **self.json(),
            "rule_tag": self.rule_tag,
            "rule_explanation": KINDS[self.kind].explanation,
            "position": position,
        }

    @property
    def rule_tag(self) -> str:
        """The kind in kebab-case."""
        return self.kind.replace("_", "-")

    def diagnostic(self) -> Diagnostic:
        """For people, with the source."""
        text, help = _as_written(self.text("")), _as_written(self.help)
        return Diagnostic(self.rule_tag, text, self.source, self.span, self.label, help, self.notes)


_MOST_SHOWN: Final = 6
"""Items of a list that a text has, at most."""


def _shown(value: object) -> str:
    """A value of a field as part of a sentence."""
    if not isinstance(value, list):
        return str(value)
    items = [f"`{item}`" for item in value[:_MOST_SHOWN]]
    if len(value) > _MOST_SHOWN:
        items.append("others")
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def _as_written(text: str) -> str:
    """A text without the digits in names of imported files: `shapes_0a1b2c3d.area` is `shapes.area`."""
    import re

    return re.sub(r"\b(\w+)_[0-9a-f]{8}\.(?=\w)", r"\1.", text)


class CheckError(DiagnosticError):
    """A program that the checker rejects; `errors` are all that it found, at least one."""

    def __init__(self, errors: tuple[Problem, ...]) -> None:
        super().__init__(*(error.diagnostic() for error in errors))
        self.errors = errors


class ExpressionError(Exception):
    """An expression has no type; what it is part of cannot be checked further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem

    def within(self, context: str) -> ExpressionError:
        """The same, with what the expression is part of."""
        if "context" in self.problem.fields:
            self.problem.fields["context"].insert(0, context)
        return self
