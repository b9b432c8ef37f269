"""The shared operations, each declared once, the rows that map languages onto them, and the host that runs them."""

from motet.stdlib.declare import AREAS, Declaration, Gate, declaration
from motet.stdlib.host import Host
from motet.stdlib.output import ByteStream, Meter, Output
from motet.stdlib.rows import Row, row, table
from motet.stdlib.signatures import Parameter
from motet.stdlib.surroundings import Surroundings
from motet.stdlib.text_form import TextStyle, text_form

__all__ = [
    "AREAS",
    "ByteStream",
    "Declaration",
    "Gate",
    "Host",
    "Meter",
    "Output",
    "Parameter",
    "Row",
    "Surroundings",
    "TextStyle",
    "declaration",
    "row",
    "table",
    "text_form",
]
