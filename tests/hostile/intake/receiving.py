"""Receives one archive and says so, slowly enough to be killed: argv are archive and store."""

import sys
from pathlib import Path

from vetting.intake import receive

if __name__ == "__main__":
    print("ready", flush=True)
    print(receive(Path(sys.argv[1]), Path(sys.argv[2])).tree.manifest.root, flush=True)
