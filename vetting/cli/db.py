"""`vet db import|info|export|update`: the offline advisories, brought in and shown."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from vetting.advisories.versions import ECOSYSTEMS
from vetting.cli.language import pick
from vetting.cli.options import add_language
from vetting.cli.table import print_table
from vetting.render.visible import visible


def add_parser(commands: Any) -> None:
    """Options of `vet db`."""
    parser = commands.add_parser(
        "db", help=pick("kelola data kerentanan luring", "manage the offline advisories")
    )
    actions = parser.add_subparsers(dest="action", metavar="TINDAKAN", required=True)
    bring = actions.add_parser("import", help=pick("masukkan data dari berkas", "bring in a file"))
    bring.add_argument("source", nargs="?", type=Path, metavar="BERKAS",
                       help=pick("data OSV, PyPA, FriendsOfPHP (zip, folder), KEV (json), EPSS (csv)",
                                 "data of OSV, PyPA, FriendsOfPHP (zip, folder), KEV (json), "
                                 "EPSS (csv)"))  # fmt: skip
    bring.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD",
                       help=pick("tanggal data diunduh, bila diketahui",
                                 "the day the data was downloaded, if known"))  # fmt: skip
    bring.add_argument("--starter", action="store_true",
                       help=pick("masukkan data contoh bawaan (tidak lengkap)",
                                 "bring in the shipped sample data (incomplete)"))  # fmt: skip
    actions.add_parser("info", help=pick("tunjukkan isi dan umur data", "show the data and age"))
    out = actions.add_parser("export", help=pick("salin data ke berkas", "copy the data to a file"))
    out.add_argument("target", type=Path, metavar="BERKAS")
    fresh = actions.add_parser("update", help=pick("unduh data terbaru", "download new data"))
    fresh.add_argument("--ecosystem", action="append", choices=ECOSYSTEMS)
    fresh.add_argument("--url", metavar="URL", help=pick("cermin osv.dev", "a mirror of osv.dev"))
    for action in actions.choices.values():
        add_language(action)


def run(args: argparse.Namespace) -> int:
    """Do the action; 0 when done, BadSetup (3) when the data cannot be had."""
    return {"import": _import, "info": _info, "export": _export, "update": _update}[args.action](
        args
    )


def _path() -> Path:
    from vetting.advisories.store import FILE_NAME
    from vetting.tooling import home

    return home() / FILE_NAME


def _today() -> date:
    return datetime.now(UTC).date()


def _import(args: argparse.Namespace) -> int:
    from vetting.advisories import build
    from vetting.advisories.importers import signals
    from vetting.advisories.importers.batch import read, starter

    if args.starter == bool(args.source):
        print(pick("vet: sebutkan satu BERKAS, atau --starter",
                   "vet: name one FILE, or --starter"), file=sys.stderr)  # fmt: skip
        return 2
    if args.source and build.is_store(args.source):
        build.adopt(_path(), args.source)
        return _info(args)
    if args.source and (found := signals.read(args.source)):
        build.note(_path(), found)
        print(f"{found.kind}: {len(found.by_cve)}")
        return 0
    batch = starter() if args.starter else read(args.source)
    build.add(_path(), batch, _today(), args.date)
    _tell_refused(batch)
    count = len(batch.advisories)
    print(pick(f"{count} catatan dari {batch.source} masuk",
               f"{count} records of {batch.source} are in"))  # fmt: skip
    return 0


_MOST_TOLD = 20


def _tell_refused(batch: Any) -> None:
    """Name the records that were left out: what they warn of is not known."""
    for name, why in batch.refused[:_MOST_TOLD]:
        told = visible(f"{name}: {why}")
        print(pick(f"vet: dilewati {told}", f"vet: left out {told}"), file=sys.stderr)
    more = len(batch.refused) - _MOST_TOLD
    if more > 0:
        print(pick(f"vet: dan {more} lagi", f"vet: and {more} more"), file=sys.stderr)


def _info(_: argparse.Namespace) -> int:
    from vetting.advisories.store import Store

    store = Store.open(_path())
    if store is None:
        print(pick("belum ada data kerentanan: vet db update, atau vet db import BERKAS",
                   "no advisories yet: vet db update, or vet db import FILE"),
              file=sys.stderr)  # fmt: skip
        return 3
    with store:
        print_table(pick("Ekosistem", "Ecosystems"),
                    [(c.ecosystem, _known(c.records, c.data_date), _worth(c.is_complete))
                     for c in store.coverages()])  # fmt: skip
        print_table(pick("Sumber", "Sources"),
                    [(s.name, _known(s.records, s.data_date), "") for s in store.sources()])  # fmt: skip
        exploited, scored = store.signals()
        if exploited or scored:
            print(f"\nKEV {exploited}, EPSS {scored}")
        print(f"sha256 {store.digest}")
    return 0


def _known(records: int, day: date | None) -> str:
    count = pick(f"{records} catatan", f"{records} records")
    if day is None:
        return count
    age = (_today() - day).days
    return count + pick(f", data {day}, umur {age} hari", f", data of {day}, {age} days old")


def _worth(is_complete: bool) -> str:
    if is_complete:
        return pick("lengkap", "complete")
    return pick("tidak lengkap: hanya dapat menunjukkan kerentanan, bukan ketiadaannya",
                "incomplete: can show a fault, not that there is none")  # fmt: skip


def _export(args: argparse.Namespace) -> int:
    from vetting.advisories import build

    build.export(_path(), args.target)
    print(args.target)
    return 0


def _update(args: argparse.Namespace) -> int:
    """One ecosystem after the other; each that is done stays done when a later one fails."""
    for ecosystem in args.ecosystem or ECOSYSTEMS:
        count = _refreshed(ecosystem, args.url)
        print(f"{ecosystem}: {count}", file=sys.stderr)
    return _info(args)


def _refreshed(ecosystem: str, url: str | None) -> str:
    """What became of the ecosystem's data, in words."""
    from vetting.advisories import build, update
    from vetting.advisories.importers.batch import read

    source = f"OSV {ecosystem}"
    folder = _path().parent / "downloads"
    server = url.rstrip("/") if url else update.SOURCE
    found = update.fetch(ecosystem, folder, _progress(ecosystem), server, _etag(source))
    if isinstance(found, update.Unchanged):
        if found.day:
            build.confirm(_path(), source, found.day)
        return pick("tidak ada yang lebih baru", "nothing newer")
    try:
        batch = read(found.path, ecosystem)
        build.add(_path(), batch, _today(), found.day, found.etag)
    finally:
        found.path.unlink(missing_ok=True)
    _tell_refused(batch)
    return pick(f"{len(batch.advisories)} catatan", f"{len(batch.advisories)} records")


def _etag(source: str) -> str:
    """The state of the source's last dump, "" when there is none."""
    from vetting.advisories.store import Store

    store = Store.open(_path())
    if store is None:
        return ""
    with store:
        return store.etag(source)


def _progress(ecosystem: str) -> Any:
    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            share = f"{done * 100 // total:3d} %" if total else f"{done >> 20} MiB"
            print(f"\r{ecosystem} {share}", end="\n" if done == total else "", file=sys.stderr)

    return show
