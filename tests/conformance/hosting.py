"""The host functions of the tests of all engines."""

from motet.stdlib import TextStyle, row, table

ROWS = table(
    row("test:print", "(Any) -> Any", to="io.print_value", style=TextStyle(unit="nil")),
    row("test:reverse", "(List[Any]) -> List[Any]", to="list.reverse"),
    row("test:first", "(List[Any]) -> Option[Any]", to="list.first"),
    row("test:print_int", "(Int) -> Any", to="io.print_value", style=TextStyle(unit="nil")),
)
