"""Journeys drive the installed `vet`, in homes and workshops of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "layanan-surat-warga"
POLICY = """
id: perjalanan
version: '1'
title: {{id: Perjalanan, en: Journey}}
floors:
  {family}: {{coverage: 0.9}}
controls:
  BSSN-4-2021/P27.4.h: {{checks: [{checks}]}}
"""


@dataclass
class Run:
    """One finished `vet`: its exit code, what it printed, and the bundle it left."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def json(self) -> dict[str, Any]:
        return json.loads((self.folder / "laporan.vet.json").read_text(encoding="utf-8"))

    def outcome(self, check: str) -> dict[str, Any]:
        rows = self.json["result"]["checks"]
        return next(row["outcome"] for row in rows if row["id"] == check)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@dataclass
class Vet:
    """The installed command with a home of its own."""

    home: Path
    prefix: Path = Path(sys.prefix)
    env: Mapping[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> list[str]:
        return [str(self.prefix / "bin" / "vet"), *words]

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
        return kept | {"VET_HOME": str(self.home)} | dict(self.env) | more

    def run(
        self, *words: str, folder: Path | None = None, cwd: Path | None = None, **more: str
    ) -> Run:
        done = subprocess.run(
            self.command(*words),
            cwd=cwd,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        return Run(done.returncode, done.stdout, done.stderr, folder or self.home)

    def submit(self, app: Path, out: Path, *words: str, **more: str) -> Run:
        return self.run("submit", str(app), "--out", str(out), *words, folder=out, **more)


@pytest.fixture
def vet(tmp_path: Path) -> Vet:
    return Vet(tmp_path / "home")


@pytest.fixture
def repaired(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES / "repaired", tmp_path / "app")


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES / "faulty", tmp_path / "app")


@pytest.fixture
def policy_of(tmp_path: Path) -> Any:
    """A policy with one control, served by the given checks."""

    def write(*checks: str) -> str:
        path = tmp_path / "perjalanan.yaml"
        family = checks[0].split("/")[0]
        path.write_text(POLICY.format(family=family, checks=", ".join(checks)))
        return str(path)

    return write


@pytest.fixture
def workshop(vet: Vet) -> Iterator[Vet]:
    """A copy of the whole installation, made of hard links, that a test may break.

    It lies beside the repository's environment because links do not cross file systems. Break a
    file by `smash`, which unlinks first: the original is never touched.
    """
    place = ROOT / "build" / f"workshop-{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(exist_ok=True)
    shutil.copytree(sys.prefix, place, symlinks=True, copy_function=os.link)
    vet.prefix = place
    yield vet
    shutil.rmtree(place, ignore_errors=True)


def smash(vet: Vet, pattern: str, script: str | None) -> None:
    """Replace the installation's files of that pattern by a script, or remove them."""
    found = list(vet.prefix.glob(pattern))
    assert found, f"nothing to break: {pattern}"
    for path in found:
        path.unlink()
        if script is not None:
            path.write_text(script)
            path.chmod(0o755)
