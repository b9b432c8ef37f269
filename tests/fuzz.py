"""`python tests/fuzz.py [SECONDS]`: all fuzzers in turn, round after round, until the time is over (or Ctrl-C).

Each round goes on where the last one stopped; the first failure ends it with what reproduces it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import fuzz_lex_text
import fuzz_snek_reader
import fuzz_text
from differential import campaign

ROUND = 30.0
FUZZERS = 4
FIRST_SEED = 1_000_000


def main(seconds: float) -> None:
    """Fuzz for so many seconds."""
    end = time.monotonic() + seconds
    seed = text_seed = lex_seed = FIRST_SEED
    rounds = 0
    while (left := end - time.monotonic()) > 0:
        part = min(ROUND, left) / FUZZERS
        statistics = campaign.fuzz(part, seed)
        seed += statistics["programs"]
        text_seed = fuzz_text.main(part, text_seed)
        fuzz_snek_reader.main(part)
        lex_seed = fuzz_lex_text.main(part, lex_seed)
        rounds += 1
        print(f"round {rounds}: {seed - FIRST_SEED} programs agree on all engines", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else float("inf"))
