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
ENTRY = "alfa.mjs"
BUNDLE = Path("node_modules") / ".vet" / "alfa.js"


def install(target: Path, source: Path = Path(__file__).parent) -> bool:
    """Install what the lock file in `source` pins into `target`; False when it was there.

    The old packages stay in place until the new ones are whole.
    """
    files = [name for name in (*_FILES, ENTRY) if (source / name).is_file()]
    stamp = hashlib.sha256(b"".join((source / name).read_bytes() for name in files)).hexdigest()
    mark = target / "installed.sha256"
    if mark.is_file() and mark.read_text() == stamp and (target / "node_modules").is_dir():
        return False
    fresh = target / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in files:
        shutil.copyfile(source / name, fresh / name)
    subprocess.run([*_npm(), "ci", "--ignore-scripts"], cwd=fresh, check=True)
    if ENTRY in files:
        _bundle(fresh)
    _swap(fresh, target)
    mark.write_text(stamp)
    return True


def _npm() -> list[str]:
    runtime = node()
    npm = runtime.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(runtime), str(npm)] if npm.is_file() else [shutil.which("npm") or "npm"]


def _bundle(folder: Path) -> None:
    """Alfa comes as many modules; a page takes one script."""
    command = [str(node()), "node_modules/esbuild/bin/esbuild", ENTRY, "--bundle", "--minify",
               "--format=iife", "--log-level=warning", f"--outfile={BUNDLE}"]  # fmt: skip
    subprocess.run(command, cwd=folder, check=True)


def _swap(fresh: Path, target: Path) -> None:
    shutil.rmtree(target / "old", ignore_errors=True)
    if (target / "node_modules").is_dir():
        (target / "node_modules").rename(target / "old")
    (fresh / "node_modules").rename(target / "node_modules")
    for path in fresh.iterdir():
        path.replace(target / path.name)
    shutil.rmtree(fresh)
    shutil.rmtree(target / "old", ignore_errors=True)


if __name__ == "__main__":
    folder = Path(sys.prefix) / "share" / "vet"
    print("node packages:", "installed" if install(folder) else "there already", flush=True)
