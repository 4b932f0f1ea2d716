"""Vet the bundled example twice: as a vendor first hands it in, and after the repair.

Run by `make demo`. Builds both archives, vets them with the installed `vet` and starter
advisories in a private home, and prints where the reports lie. Exit 0 when the faulty one
fails and the repaired one has no unmet control.
"""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "out"
VET = Path(sysconfig.get_path("scripts")) / "vet"
EPOCH = (2026, 1, 1, 0, 0, 0)


def build(twin: str) -> Path:
    """A zip of one twin whose bytes depend on its files alone."""
    source = HERE / "layanan-surat-warga" / twin
    target = OUT / f"layanan-surat-warga-{twin}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in source.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(source).as_posix(), EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return target


def vet(*words: str) -> int:
    """Run the installed command with a private home; its output goes to the terminal."""
    environment = os.environ | {"VET_HOME": str(OUT / "home")}
    return subprocess.run([str(VET), *words], env=environment, check=False).returncode


def unmet(report: Path) -> list[str]:
    """Ids of the controls that the report calls unmet."""
    result = json.loads(report.read_text(encoding="utf-8"))["result"]
    controls = result["verdict"]["controls"]
    return [c["control"]["id"] for c in controls if c["status"] == "tidak-terpenuhi"]


def main() -> int:
    """Both twins, and whether they came out as they should."""
    OUT.mkdir(exist_ok=True)
    vet("db", "import", "--starter")
    problems = []
    for twin in ("faulty", "repaired"):
        print(f"\n=== {twin} " + "=" * (75 - len(twin)), flush=True)
        folder = OUT / f"laporan-{twin}"
        code = vet("submit", str(build(twin)), "--out", str(folder))
        failed = unmet(folder / "laporan.vet.json")
        print(f"exit {code}; {len(failed)} unmet controls; report: {folder / 'laporan.html'}")
        if twin == "faulty" and code != 1:
            problems.append(f"the faulty twin ended with {code}, not 1")
        if twin == "repaired" and (failed or code in (1, 2, 4, 5)):
            problems.append(f"the repaired twin ended with {code}, unmet: {failed}")
    for problem in problems:
        print(f"demo: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
