"""Lay the pinned Node packages beside this interpreter: `python -I -m vetting.node.install`.

The only part of vet that starts a process outside the sandbox: it runs at installation, never
near an examined application, and lets no package run a script of its own.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from vetting.tooling import node

_FILES = ("package.json", "package-lock.json", ".npmrc")


def install(target: Path, source: Path = Path(__file__).parent) -> bool:
    """Install what the lock file in `source` pins into `target`; False when it was there."""
    stamp = hashlib.sha256(b"".join((source / name).read_bytes() for name in _FILES)).hexdigest()
    mark = target / "installed.sha256"
    if mark.is_file() and mark.read_text() == stamp and (target / "node_modules").is_dir():
        return False
    target.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        shutil.copyfile(source / name, target / name)
    runtime = node()
    npm = runtime.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [str(runtime), str(npm)] if npm.is_file() else [shutil.which("npm") or "npm"]
    subprocess.run([*command, "ci", "--ignore-scripts"], cwd=target, check=True)
    mark.write_text(stamp)
    return True


if __name__ == "__main__":
    folder = Path(sys.prefix) / "share" / "vet"
    print("node packages:", "installed" if install(folder) else "there already", flush=True)
