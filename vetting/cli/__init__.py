"""The `vet` command. `vet --help` loads nothing beyond the standard library."""

import argparse
import os
import sys
from importlib import import_module
from types import ModuleType

from vetting import __version__
from vetting.cli.language import pick, texts
from vetting.model.errors import VetError

COMMANDS = {
    "submit": ("vetting.cli.submit", "uji satu aplikasi dan tulis laporan",
               "vet an application and write the report"),
    "plan": ("vetting.cli.plan", "tunjukkan cek yang akan berjalan",
             "show which checks would run"),
    "checks": ("vetting.cli.checks", "daftar semua cek", "list all checks"),
    "explain": ("vetting.cli.explain", "jelaskan satu cek atau kendali",
                "explain a check or a control"),
    "policy": ("vetting.cli.policy", "periksa atau tampilkan kebijakan", "lint or show a policy"),
    "report": ("vetting.cli.report", "tulis ulang laporan dalam bentuk lain",
               "write a report in another format"),
    "init": ("vetting.cli.init", "tulis berkas awal, misalnya alur CI",
             "write first files, such as a pipeline"),
    "diff": ("vetting.cli.diff", "bandingkan dua laporan", "compare two reports"),
    "history": ("vetting.cli.history", "riwayat pengujian tiap penyedia",
                "what each vendor handed in"),
    "unpack": ("vetting.cli.unpack", "buka arsip dengan pembaca yang memeriksanya",
               "unpack by the reader that examines"),
    "verify": ("vetting.cli.verify", "bandingkan folder atau laporan dengan yang diuji",
               "compare a folder or report with what was vetted"),
    "sign": ("vetting.cli.sign", "sahkan folder laporan", "seal the folder of a report"),
    "status": ("vetting.cli.status", "catat status hasil uji", "note the state of a result"),
    "recheck": ("vetting.cli.recheck", "nilai ulang laporan lama dengan data kerentanan baru",
                "judge an old report again with new advisories"),
    "key": ("vetting.cli.key", "kelola kunci penanda tangan", "manage the signers' keys"),
    "attest": ("vetting.cli.attest", "nyatakan kendali manual terpenuhi",
               "attest that a manual control is met"),
    "waive": ("vetting.cli.waive", "ajukan atau setujui pengecualian temuan",
              "ask for or approve a waiver of findings"),
    "respond": ("vetting.cli.respond", "lembar jawaban penyedia", "the vendor's answer sheet"),
    "approve": ("vetting.cli.approve", "setujui laporan yang sudah diputuskan",
                "approve a decided report"),
    "decide": ("vetting.cli.decide", "nilai ulang laporan dengan keputusan petugas",
               "judge a report again with people's decisions"),
    "db": ("vetting.cli.db", "kelola data kerentanan luring", "manage the offline advisories"),
    "doctor": ("vetting.cli.doctor", "periksa kesiapan mesin ini",
               "see whether this machine is ready"),
}  # fmt: skip

_EXITS = texts(
    "kode keluar: 0 lulus · 1 tidak lulus · 2 salah pakai atau salah isi\n"
    "  3 belum dapat disimpulkan · 4 arsip ditolak · 5 cacat pada vet\n"
    "  6 verifikasi gagal · 7 lulus bersyarat · 130 dihentikan",
    "exit codes: 0 pass · 1 fail · 2 usage, policy or content error\n"
    "  3 inconclusive · 4 archive refused · 5 bug in vet\n"
    "  6 verification failed · 7 conditional pass · 130 interrupted",
)


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code of docs/quickstart.md."""
    argv = list(sys.argv[1:] if argv is None else argv)
    chosen = next((word for word in argv if not word.startswith("-")), "")
    parser = _parser()
    commands = parser.add_subparsers(dest="command", metavar="PERINTAH", required=True)
    module = _add_commands(commands, chosen)
    args = parser.parse_args(argv)
    if module is None:
        parser.error(pick(f"perintah '{args.command}' tidak dikenal",
                          f"unknown command '{args.command}'"))  # fmt: skip
    return _run(module, args)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vet",
        description=pick("Uji kelayakan aplikasi pihak ketiga.",
                         "Qualification checks for third-party applications."),
        epilog=_EXITS.in_language(pick("id", "en")),  # type: ignore[arg-type]
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"vet {__version__}")
    return parser


def _add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", chosen: str
                  ) -> ModuleType | None:  # fmt: skip
    """The chosen command with all its options; the others by their name and help alone."""
    module = None
    for name, (path, help_id, help_en) in COMMANDS.items():
        if name == chosen:
            module = import_module(path)
            module.add_parser(commands)
        else:
            commands.add_parser(name, help=pick(help_id, help_en))
    return module


def _short(place: str) -> str:
    """A path of which both ends are kept."""
    return place if len(place) <= 200 else f"{place[:90]}…{place[-90:]}"


def _complain(line: str) -> None:
    """Print to stderr in 80 columns; a path or a command's word stays whole.

    A vendor's file name in it cannot steer the terminal.
    """
    from textwrap import fill

    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)
    told = fill(line, 80, subsequent_indent="     ", break_long_words=False, break_on_hyphens=False)
    print(told, file=sys.stderr)


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    try:
        return int(module.run(args))
    except VetError as error:
        where = f"{_short(error.where)}: " if error.where else ""
        _complain(f"vet: {where}{pick(error.message.id, error.message.en)}")
        _complain(f"     {pick(error.hint.id, error.hint.en)}")
        return error.exit_code
    except KeyboardInterrupt:
        print(pick("vet: dihentikan", "vet: interrupted"), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        import traceback

        traceback.print_exc()
        print(pick(f"vet: cacat pada vet: {error}", f"vet: a bug in vet: {error}"), file=sys.stderr)
        return 5
