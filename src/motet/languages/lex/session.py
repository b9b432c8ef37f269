"""A dialogue: items are added, anything else is an expression that is run and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from motet.bytecode.program import Program
from motet.languages.interface import Entry
from motet.languages.lex import ast
from motet.languages.lex.canonical import canonical_expression
from motet.languages.lex.checker import Checked
from motet.languages.lex.lexer import END, NAME, NEWLINE, Tokens, tokenize
from motet.languages.lex.lowering.entries import lower_entry
from motet.languages.lex.lowering.options import Options
from motet.languages.lex.parser import Parser
from motet.languages.lex.recursion import deep
from motet.languages.lex.stages import check_stages, stages_of
from motet.languages.lex.surface import Block
from motet.source import DiagnosticError, Source, Span

NOTHING_TO_RUN: Final = -1

ENTRY: Final = "it"
"""Name of the function of an expression."""

_KINDS: Final = (
    "io", "net", "time", "llm", "proc", "panic", "fs_read", "fs_write", "budget", "llm_local", "llm_cloud", "a2a", "mcp",
    "env", "sql", "random", "chat", "log", "kv", "stream", "fs_walk", "concurrent", "crypto", "vcs", "approval", "moe",
)  # fmt: skip
"""Effects that functions of modules have (specification 13.1)."""


class LexSession:
    """A dialogue. A later item takes the place of an earlier one of the same name.

    Attributes:
        program: grows by the functions that an expression needs.
    """

    def __init__(self, options: Mapping[str, object]) -> None:
        self.program = Program("lex")
        self._options: Final = dict(options)
        self._stages: tuple[ast.Stage, ...] = ()

    def enter(self, source: Source) -> Entry:
        """Compile one entry.

        Raises:
            DiagnosticError: it is wrong; nothing has changed.
        """
        tokens = tokenize(source)
        if all(kind in (END, NEWLINE) for kind in tokens.kinds):
            return Entry(NOTHING_TO_RUN, shows=False)
        if _begins_item(tokens):
            self._add(stages_of(source, self._options))
            return Entry(NOTHING_TO_RUN, shows=False)
        return Entry(self._lower(source, _expression(source)), shows=True)

    def settle(self, entry: Entry, succeeded: bool) -> None:
        """Nothing depends on how an expression ends."""

    def _add(self, stages: tuple[ast.Stage, ...]) -> None:
        new = {_key(stage) for stage in stages}
        kept = tuple(stage for stage in self._stages if _key(stage) not in new)
        self._check((*kept, *stages))
        self._stages = (*kept, *stages)

    def _check(self, stages: tuple[ast.Stage, ...]) -> Checked:
        """All entries see all imports, which belong to one source each."""
        imports = [stage for stage in stages if isinstance(stage, ast.Import)]
        sources = dict.fromkeys(stage.source for stage in stages)
        copies = [
            ast.Import(item.span, item.reference, item.alias, source)
            for source in sources
            for item in imports
            if item.source is not source
        ]
        return check_stages((*copies, *stages), self._options)

    def _lower(self, source: Source, expression: ast.Expr) -> int:
        """Check a function that does what the expression does and drops its value, so that any type will do."""
        span = expression.span
        unit = ast.NamedType(span, "Unit")
        result = ast.Literal(span, ast.Lit("Unit", None))
        body = ast.Block(span, (expression,), result)
        function = ast.FnDecl(span, ENTRY, (), (), self._effects(span), "", unit, body, (), source)
        others = tuple(stage for stage in self._stages if _key(stage) != _key(function))
        checked = self._check((*others, function))
        options = Options(checked=bool(self._options.get("checked")), budget=bool(self._options.get("budget")))
        return lower_entry(self.program, checked, options, ENTRY, expression)

    def _effects(self, span: Span) -> tuple[ast.Effect, ...]:
        declared = (effect.name for stage in self._stages if isinstance(stage, ast.FnDecl) for effect in stage.effects)
        return tuple(ast.Effect(span, name) for name in sorted({*_KINDS, *declared}))


def _key(stage: ast.Stage) -> tuple[type, str]:
    return type(stage), stage.alias if isinstance(stage, ast.Import) else stage.name


def _begins_item(tokens: Tokens) -> bool:
    """Whether a text begins with an item, and is no expression."""
    kinds = [kind for kind in tokens.kinds if kind != NEWLINE]
    return kinds[0] in ("import", "type") or kinds[:2] == ["fn", NAME]


def begins_anew(text: str, line: str) -> bool:
    """Whether a line is an entry of its own, or begins one, and cannot go on with a text whose brackets are open."""
    return _is_wrong(text + line) and not _is_wrong(line)


def _is_wrong(text: str) -> bool:
    """Whether a text is no entry, whatever may follow."""
    return 0 <= _error_at(text) < len(text.rstrip())


def _error_at(text: str) -> int:
    """Where a text ceases to be an entry; -1 if it is one."""
    source = Source("<entry>", text)
    try:
        tokens = tokenize(source)
        with deep():
            parser = Parser(tokens)
            if _begins_item(tokens):
                parser.items()
            else:
                parser.statements(END)
    except DiagnosticError as error:
        span = error.diagnostics[0].span
        return len(text) if span is None else span.start
    return -1


def _expression(source: Source) -> ast.Expr:
    """The text as the inside of a block."""
    with deep():
        statements = Parser(tokenize(source)).statements(END)
        return canonical_expression(Block(Span(0, len(source.text)), statements))
