"""A text that occurs often in a value is one text in Python, too: copies would need memory that no limit counts."""

import motet

TEXT = """
import "std.list" as list
import "std.str" as str
fn texts() -> List[Str] { list.repeat(str.repeat("x", 1000), 50) }
fn nested() -> List[List[Str]] { list.map(list.range(0, 2), fn (n :: Int) -> List[Str] { texts() }) }
"""


def test_texts_that_occur_often_are_shared():
    program = motet.compile(TEXT, language="lex", engine="jit")
    for texts in (program.texts(), *program.nested()):
        assert len(texts) == 50
        assert len(set(map(id, texts))) == 1
