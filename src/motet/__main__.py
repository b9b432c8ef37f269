"""`python -m motet`, and the console script."""

import os
from typing import NoReturn

INTERRUPTED = 130
"""As `motet.cli.status.INTERRUPTED`, which may not be there yet."""


def script() -> NoReturn:
    """Run the command line. Ctrl-C is status 130 from the first import on; code that is being compiled is not waited for."""
    try:
        from motet.cli.main import main_to_the_end

        status = main_to_the_end()
    except KeyboardInterrupt:
        status = INTERRUPTED
        os.write(2, b"interrupted\n")
    os._exit(status)


if __name__ == "__main__":
    script()
