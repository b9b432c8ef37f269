"""Makes Lex programs from seeds: every form of the grammar, laid out at random, with comments anywhere."""

from random import Random

NAMES = ("a", "b", "xs", "_t", "examples", "spec", "g2")
CAPITALS = ("Some", "None", "Box", "Ok", "Err")
BINARY = ("or", "and", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "|>")
LITERALS = (
    "0", "7", "1_000", "9223372036854775807", "1.5", "2e3", "6.02e+23", '"t"', '"a\\n\\"b\\\\"', '"line\nline"', 'b"hi"',
    'f"x{a}y"', 'f"{a}"', 'f""', 'f"{a}{b}c"', "true", "false", "()",
)  # fmt: skip
SAME = "\0"
"""Stands between parts that must be on one line."""


class Maker:
    """Writes pieces; `depth` is how much deeper a part may still go."""

    def __init__(self, seed):
        self.random = Random(seed)

    def program(self, items=4):
        return self.laid_out([piece for _ in range(self.random.randint(1, items)) for piece in [*self.item(), "\n"]])

    def pick(self, *options):
        return self.random.choice(options)

    def listed(self, part, least, most):
        """Parts separated by commas, sometimes with one at the end."""
        out = []
        count = self.random.randint(least, most)
        for at in range(count):
            out += part()
            if at < count - 1 or self.random.random() < 0.15:
                out.append(",")
        return out

    # ---- items

    def item(self):
        return self.pick(self.function, self.function, self.type_item, self.import_item)()

    def import_item(self):
        return ["import", self.pick('"std.io"', '"std.str"', '"./other"'), "as", self.name()]

    def type_item(self):
        head = ["type", self.pick(*CAPITALS), *self.type_params(), "="]
        if self.random.random() < 0.5:
            return [*head, *self.type(2)]
        out = head
        for at in range(self.random.randint(2, 4)):
            out += ["|"] if at else []
            out.append(self.pick(*CAPITALS))
            if self.random.random() < 0.6:
                out += ["(", *self.listed(lambda: self.type(1), 1, 3), ")"]
        return out

    def type_params(self):
        return ["[", *self.listed(lambda: [self.pick("T", "U")], 1, 2), "]"] if self.random.random() < 0.3 else []

    def function(self):
        out = ["fn", self.name(), *self.type_params(), *self.signature(2)]
        if self.random.random() < 0.2:
            out += ["examples", "{", *self.listed(self.case, 0, 2), "}"]
        return [*out, *self.block(4)]

    def case(self):
        return [self.name(), SAME, "(", *self.listed(lambda: self.expr(1), 0, 2), ")", "=>", *self.expr(1)]

    def signature(self, depth):
        params = self.listed(lambda: [self.pick(self.name(), "_"), "::", *self.type(depth)], 0, 3)
        return ["(", *params, ")", "->", *self.row(), *self.type(depth)]

    def row(self):
        if self.random.random() < 0.6:
            return []
        tail = ["|", "E"] if self.random.random() < 0.3 else []
        return ["[", *self.listed(self.effect, 0 if tail else 1, 3), *tail, "]"]

    def effect(self):
        argument = self.pick([], [], ["(", '"host"', ")"], ["(", "5", ")"], ["(", "kind", ")"])
        return [self.pick("io", "net", "budget"), *argument]

    # ---- types

    def type(self, depth):
        options = [self.type_name]
        if depth > 0:
            options += [self.type_record, self.type_tuple, self.type_function, self.type_refined, self.type_args]
        return self.random.choice(options)(depth - 1)

    def type_name(self, _depth):
        return self.pick(["Int"], ["Str"], ["T"], ["m", ".", "Shape"])

    def type_args(self, depth):
        opened, closed = self.pick("[]", "[]", "()")
        return ["List", opened, *self.listed(lambda: self.type(depth), 1, 2), closed]

    def type_record(self, depth):
        def field():
            return self.pick(["...", "Base"], *[[self.name(), "::", *self.type(depth)] for _ in range(3)])

        return ["{", *self.listed(field, 0, 3), "}"]

    def type_tuple(self, depth):
        return ["(", *self.listed(lambda: self.type(depth), 0, 3), ")"]

    def type_function(self, depth):
        return [*self.type_tuple(depth), "->", *self.row(), *self.type(depth)]

    def type_refined(self, depth):
        return [*self.type(depth), "{", "x", "|", *self.expr(min(depth, 1)), "}"]

    # ---- patterns

    def pattern(self, depth):
        options = [
            ["_"],
            [self.name()],
            ["None"],
            ["m", ".", "None"],
            ["3"],
            ["-", "2"],
            ['"p"'],
            ["true"],
            ["1.5"],
            ["(", ")"],
        ]
        if depth > 0:
            options += [self.nested_pattern(depth - 1) for _ in range(6)]
        return self.random.choice(options)

    def nested_pattern(self, depth):
        def inner():
            return self.pattern(depth)

        def field():
            return [self.name(), ":", *inner()] if self.random.random() < 0.6 else [self.name()]

        rest = [[], ["..", self.pick("_", "rest")]][self.random.random() < 0.5]
        items = self.listed(inner, 0, 2)
        if rest and items and items[-1] != ",":
            items.append(",")
        return self.pick(
            ["Some", "(", *self.listed(inner, 0, 2), ")"],
            ["{", *self.listed(field, 0, 3), "}"],
            ["(", *self.listed(inner, 1, 3), ")"],
            ["[", *items, *rest, "]"],
        )

    # ---- expressions

    def name(self):
        return self.random.choice(NAMES)

    def expr(self, depth):
        if depth <= 0:
            return [self.random.choice((*LITERALS, *NAMES, *CAPITALS))]
        kind = self.pick(
            self.binary, self.binary, self.unary, self.postfix, self.postfix, self.paren, self.tuple, self.record, self.list,
            self.if_, self.match, self.lambda_, self.inner_block,
        )  # fmt: skip
        return kind(depth - 1)

    def operand(self, depth):
        if depth <= 0 or self.random.random() < 0.5:
            return self.expr(0)
        return self.pick(self.paren, self.unary, self.postfix, self.record, self.match)(depth - 1)

    def binary(self, depth):
        out = self.operand(depth)
        for _ in range(self.random.randint(1, 4)):
            out += [self.random.choice(BINARY), *self.operand(depth)]
        return out

    def unary(self, depth):
        return [self.pick("-", "not"), *self.operand(depth)]

    def postfix(self, depth):
        out = [self.name()] if self.random.random() < 0.7 else self.pick(self.paren, self.record, self.list)(depth)
        for _ in range(self.random.randint(1, 3)):
            call = [SAME, "(", *self.listed(lambda: self.expr(depth), 0, 3), ")"]
            out += self.pick(call, call, [SAME, ".", self.pick("f", "to_str", "Box")], [SAME, "?"])
        return out

    def paren(self, depth):
        return ["(", *self.expr(depth), *(["::", *self.type(1)] if self.random.random() < 0.2 else []), ")"]

    def tuple(self, depth):
        return ["(", *self.expr(depth), ",", *self.listed(lambda: self.expr(depth), 0, 2), ")"]

    def record(self, depth):
        out = ["{"]
        for at in range(self.random.randint(0, 3)):
            out += [","] if at else []
            name = self.pick(*NAMES, "Cap")
            out += [name, SAME, ":", *self.expr(depth)] if at == 0 or self.random.random() < 0.7 else [name]
        return [*out, "}"] if len(out) > 1 or self.random.random() < 0.5 else ["{", self.name(), SAME, "}"]

    def list(self, depth):
        return ["[", *self.listed(lambda: self.expr(depth), 0, 4), "]"]

    def if_(self, depth):
        then, other = self.block(depth), self.pick(self.block, self.if_)(depth - 1 if depth > 0 else 0)
        if other[0] == "if" and depth <= 0:
            other = self.block(0)
        return ["if", *self.expr(depth), *then, "else", *other]

    def match(self, depth):
        def arm():
            return [*self.pattern(2), "=>", *self.expr(depth)]

        return ["match", *self.expr(depth), "{", *self.listed(arm, 0, 3), "}"]

    def lambda_(self, depth):
        return ["fn", *self.signature(1), *self.block(depth)]

    def inner_block(self, depth):
        """A block where a record could stand: it must not look like one."""
        first = ["let", self.name(), ":=", *self.expr(depth)]
        return ["{", *first, "\n", *self.statements(depth), "}"]

    def block(self, depth):
        return ["{", *self.statements(depth), "}"]

    def statements(self, depth):
        out = []
        for _ in range(self.random.randint(0, 3)):
            out += [*self.statement(depth), "\n"]
        return out

    def statement(self, depth):
        if self.random.random() < 0.4:
            type = ["::", *self.type(1)] if self.random.random() < 0.3 else []
            return ["let", self.pick(self.name(), "_"), *type, ":=", *self.expr(depth)]
        value = self.expr(depth)
        return ["(", *value, ")"] if value[0] == "-" else value

    # ---- layout

    def laid_out(self, pieces):
        """Text of pieces: between them blanks, line ends and comments where that changes nothing."""
        out = []
        same = True
        for piece in pieces:
            if piece == SAME:
                same = True
                continue
            if piece == "\n":
                out.append(self.line_end())
                same = False
                continue
            out.append(self.pick("", " ") if same and out and not out[-1][-1:].isalnum() else self.gap(same, piece))
            out.append(piece)
            same = False
        return "".join(out)

    def gap(self, same, piece):
        if same:
            return "" if piece[0] in ".(?:}," else " "
        return self.random.choice((" ", " ", " ", " ", " ", "  ", "\t", self.line_end(semicolon=False)))

    def line_end(self, *, semicolon=True):
        ends = ["\n", "\n", "\n\n", "\n\n\n", " # note\n", "\n# own line\n", "\n\n  # one\n\n  # two\n", "\r\n"]
        return self.random.choice([*ends, " ; ", ";"] if semicolon else ends)
