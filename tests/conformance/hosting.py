"""The host functions of the tests of all engines."""

from motet.stdlib import TextStyle, row, table

ROWS = table(
    row("test:print", "(Any) -> Any", to="io.print_value", style=TextStyle(unit="nil")),
    row("test:print_int", "(Int) -> Any", to="io.print_value", style=TextStyle(unit="nil")),
)
