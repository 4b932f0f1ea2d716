"""`vet submit APP`: the main job."""

import argparse
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.live import LOG, add_live, target_of
from vetting.cli.options import (
    add_content,
    add_language,
    add_policy,
    add_records,
    content_of,
    date_of,
    heavier_of,
    keep_judged,
    policy_of,
    records_of,
    report_of,
)
from vetting.model.live import Target
from vetting.model.report import Completeness, Report
from vetting.model.verdict import Overall

_EXIT = {
    Overall.PASS: 0,
    Overall.FAIL: 1,
    Overall.INCONCLUSIVE: 3,
    Overall.CONDITIONAL: 7,
}


def add_parser(commands: Any) -> None:
    """Options of `vet submit`."""
    parser = commands.add_parser(
        "submit", help=pick("uji satu aplikasi", "vet an application"),
        description=pick("Uji satu aplikasi: .zip, .tar(.gz|.xz|.bz2) atau folder.",
                         "Vet an application: .zip, .tar(.gz|.xz|.bz2) or a folder."),
    )  # fmt: skip
    parser.add_argument("app", type=Path, metavar="APP")
    parser.add_argument("--out", type=Path, default=None, metavar="DIR",
                        help=pick("folder laporan (bawaan: laporan-APP)",
                                  "folder of the report (default: laporan-APP)"))  # fmt: skip
    parser.add_argument("--format", default="", metavar="A,B=FILE",
                        help=pick("bentuk laporan (bawaan: semua)",
                                  "formats of the report (default: all)"))  # fmt: skip
    parser.add_argument("--jobs", type=_positive, default=2, metavar="N",
                        help=pick("alat yang bekerja bersamaan (bawaan: 2)",
                                  "tools at work at once (default: 2)"))  # fmt: skip
    parser.add_argument("--timeout", type=_positive, default=900, metavar="S",
                        help=pick("batas detik tiap alat (bawaan: 900)",
                                  "seconds that a tool may take (default: 900)"))  # fmt: skip
    parser.add_argument("--offline", action="store_true",
                        help=pick("tanpa jaringan (selalu demikian; diterima untuk kejelasan)",
                                  "no network (always so; accepted for clarity)"))  # fmt: skip
    parser.add_argument("--unsafe-no-sandbox", action="store_true",
                        help=pick("jalankan tanpa kotak pasir; laporan ditandai",
                                  "run without a sandbox; the report is marked"))  # fmt: skip
    parser.add_argument("--baseline", type=Path, metavar="LAPORAN.vet.json",
                        help=pick("bandingkan dengan laporan terdahulu atau laporan penyedia",
                                  "compare with an earlier report, or the vendor's"))  # fmt: skip
    parser.add_argument("--only-new", action="store_true",
                        help=pick("kode keluar menurut temuan baru saja (pra-pemeriksaan)",
                                  "exit code by new findings only (for vendors)"))  # fmt: skip
    parser.add_argument("--vendor", default="", metavar="NAMA",
                        help=pick("penyedia menurut penguji, untuk `vet history`",
                                  "the vendor by the reviewer's word, for `vet history`"))  # fmt: skip
    parser.add_argument("--app-name", default="", metavar="NAMA",
                        help=pick("nama aplikasi menurut penguji, untuk `vet history`",
                                  "the application by the reviewer's word"))  # fmt: skip
    add_live(parser)
    add_records(parser)
    parser.add_argument("--no-cache", action="store_true",
                        help=pick("hitung ulang semua berkas; jangan pakai hasil tersimpan",
                                  "examine every file anew; use no kept answers"))  # fmt: skip
    parser.add_argument("--progress", choices=("text", "json"), default="text",
                        help=pick("bentuk kemajuan di stderr (bawaan: text)",
                                  "form of the progress on stderr (default: text)"))  # fmt: skip
    parser.add_argument("--quiet", action="store_true",
                        help=pick("tanpa tampilan kemajuan", "no progress display"))  # fmt: skip
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError(pick("harus di atas 0", "must be above 0"))
    return number


def run(args: argparse.Namespace) -> int:
    """Vet, write the bundle, print the verdict; returns the exit code."""
    from vetting.cli.diff import exit_code as exit_code_of_new
    from vetting.compare import compare
    from vetting.render import choose_formats, write_bundle
    from vetting.render.difference import FILE, as_json, as_text

    if not args.app.exists():
        raise _no_such(args.app)
    content = content_of(args)
    formats = choose_formats(args.format)
    before = _baseline(args)
    target = target_of(args)
    folder = args.out or Path(f"laporan-{_stem(args.app)}")
    signal.signal(signal.SIGTERM, _interrupt)
    report, listed, conditional_is_pass = _examine(args, content, before, target)
    # A second Ctrl-C must not tear the bundle that the first one asked for.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    compared = compare(before, report) if before else None
    if compared:
        listed[FILE] = as_json(compared)
    write_bundle(report, folder, formats, language(), content, listed)
    _show(report, folder, content)
    code = exit_code(report, conditional_is_pass=conditional_is_pass)
    if compared:
        print(as_text(compared, language(), content), end="")
    if compared and args.only_new and code in (1, 3, 7):
        code = exit_code_of_new(compared, report)
        print(pick("Kode keluar menurut temuan baru saja; putusan di atas tetap berlaku.",
                   "The exit code is by new findings only; the verdict above stands."))  # fmt: skip
    if report.completeness is Completeness.INTERRUPTED:
        _leave(code)
    return code


def _baseline(args: argparse.Namespace) -> Report | None:
    """The report to compare with; raises BadContent when it is none, or none is given to gate."""
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    if args.baseline:
        return report_of(args.baseline)
    if args.only_new:
        raise BadContent(
            Text("--only-new butuh --baseline", "--only-new needs --baseline"),
            hint=Text("Beri laporan.vet.json dari pengujian sebelumnya.",
                      "Give the laporan.vet.json of an earlier run."),
        )  # fmt: skip
    return None


def _contracts_before(before: Report | None) -> Any:
    """What the report given as the baseline says of the contracts, by its own digest."""
    from vetting.model.contract import Baseline
    from vetting.render.laporan import document

    if before is None:
        return None
    return Baseline(str(document(before)["result-digest"]), before.contracts)


def exit_code(report: Report, *, conditional_is_pass: bool) -> int:
    """What the command ends with for this report (docs/quickstart.md)."""
    if report.completeness is Completeness.INTERRUPTED:
        return 130
    if report.completeness is Completeness.REFUSED:
        return 4
    if report.verdict.overall is Overall.CONDITIONAL and conditional_is_pass:
        return 0
    return _EXIT[report.verdict.overall]


def _examine(
    args: argparse.Namespace, content: Any, before: Report | None, target: Target | None
) -> tuple[Report, dict[str, bytes], bool]:
    """The report, the list of examined files for its bundle, and what a condition ends with."""
    from vetting.kept import Kept
    from vetting.ledger.store import Ledger
    from vetting.model.codec import to_plain
    from vetting.render import MANIFEST
    from vetting.render.canonical import digest
    from vetting.runner import submit
    from vetting.sandbox import open_sandbox
    from vetting.sandbox.job import Limits
    from vetting.tooling import home

    policy = policy_of(args, content)
    request = submit.Request(
        content=content,
        policy=policy,
        sandbox=open_sandbox(allow_none=args.unsafe_no_sandbox),
        home=home(),
        as_of=date_of(args),
        limits=Limits(wall_seconds=args.timeout),
        workers=args.jobs,
        heavier=heavier_of(args, content, policy),
        records=records_of(args),
        baseline=_contracts_before(before),
        live=target,
    )
    listed: dict[str, bytes] = {}
    kept = None if args.no_cache else Kept(request.home / "kept")
    if kept:
        request = replace(request, kept=kept)
    try:
        ledger = Ledger.in_folder(request.home)
        taken = submit.take_in(args.app, request)
        if isinstance(taken, Report):
            keep_judged(taken, "submit", vendor=args.vendor, application=args.app_name)
            return taken, listed, False
        listed[MANIFEST] = taken.tree.manifest.text
        number = ledger.start_run(taken, policy.digest)
        report = _watched(taken, request, ledger, args)
        ledger.end_run(number, str(report.verdict.overall), digest(to_plain(report)))
        keep_judged(report, "submit", vendor=args.vendor, application=args.app_name)
    except KeyboardInterrupt:
        report, listed = submit.interrupted(args.app, request), {}
    if target and target.log.is_file():
        listed[LOG] = target.log.read_bytes()
    if kept:
        kept.close()
        _warn_of(kept.rejected)
    return report, listed, policy.conditional_is_pass


def _warn_of(rejected: int) -> None:
    """An altered answer changed nothing, but somebody wrote where only vet should."""
    if rejected:
        said = pick(f"Peringatan: {rejected} hasil tersimpan telah diubah; berkasnya diperiksa ulang.",
                    f"Warning: {rejected} kept answers were altered; their files were examined anew.")  # fmt: skip
        print(said, file=sys.stderr)


def _watched(taken: Any, request: Any, ledger: Any, args: argparse.Namespace) -> Report:
    from vetting.render.progress import progress
    from vetting.render.progress_json import JsonLines
    from vetting.runner.base import Silence
    from vetting.runner.submit import examine

    if args.quiet:
        return examine(taken, request, ledger, Silence())
    if args.progress == "json":
        return examine(taken, request, ledger, JsonLines(sys.stderr))
    with progress(language()) as shown:
        return examine(taken, request, ledger, shown)


def _show(report: Report, folder: Path, content: Any) -> None:
    from vetting.render.terminal import show

    show(report, language(), content)
    path = folder / "laporan.html"
    shown = path if path.is_file() else folder
    print(f"VERDICT={report.verdict.overall} REPORT={shown}")


def _stem(app: Path) -> str:
    name = app.resolve().name
    for ending in (".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2"):
        if name.lower().endswith(ending):
            return name[: -len(ending)] or "aplikasi"
    return name or "aplikasi"


def _no_such(app: Path) -> Exception:
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    return BadContent(
        Text(f"'{app}' tidak ada", f"'{app}' does not exist"),
        hint=Text("Beri jalur ke arsip atau folder aplikasi.",
                  "Give the path of the application's archive or folder."),
    )  # fmt: skip


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


def _leave(code: int) -> None:
    """End at once: tools still at work die with this process, and nothing waits for them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
