"""`python -m motet`."""

import sys

from motet.cli.main import main

sys.exit(main())
