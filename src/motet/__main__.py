"""`python -m motet`."""

from motet.cli.main import script

script()
