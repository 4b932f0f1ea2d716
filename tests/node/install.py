"""Lay the Node packages that only tests use beside this interpreter.

`make test` runs it before pytest, so that no test needs the network.
"""

import sys
from pathlib import Path

from vetting.node.install import install

TARGET = Path(sys.prefix) / "share" / "vet-tests"
MULTITOOL = TARGET / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"

if __name__ == "__main__":
    fresh = install(TARGET, Path(__file__).parent)
    # The package would do this in a script of its own, and scripts are switched off.
    MULTITOOL.chmod(0o755)
    print("node packages of the tests:", "installed" if fresh else "there already", flush=True)
