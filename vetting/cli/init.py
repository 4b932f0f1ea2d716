"""`vet init ci|app`: first files: a vendor's pipeline, or the manifest of a submission."""

import argparse
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import add_content, add_language, content_of

PIPELINES = {
    "github": ("github.yml", ".github/workflows/vet.yml"),
    "gitlab": ("gitlab.yml", ".gitlab-ci.yml"),
    "jenkins": ("Jenkinsfile", "Jenkinsfile"),
    "pre-commit": ("pre-commit.yml", ".pre-commit-config.yaml"),
}
_SOURCE = re.compile(
    r"(?:(?P<host>[\w-]+(?:\.[\w-]+)+(?::\d+)?)/)?(?P<path>[\w.-]+(?:/[\w.-]+)+)@(?P<ref>[\w./-]+)"
)


def add_parser(commands: Any) -> None:
    """Options of `vet init`."""
    parser = commands.add_parser("init", help=pick("tulis berkas awal", "write first files"))
    kinds = parser.add_subparsers(dest="what", metavar="APA", required=True)
    ci = kinds.add_parser("ci", help=pick("alur CI penyedia", "a vendor's pipeline"))
    ci.add_argument("kind", choices=sorted(PIPELINES))
    ci.add_argument("--from", dest="source", required=True, metavar="[HOST/]ORG/REPO@REF",
                    help=pick("repositori vet yang dipakai Diskominfo",
                              "the repository of vet that the office uses"))  # fmt: skip
    ci.add_argument("--policy", default="baseline")
    ci.add_argument("--tier", default="tinggi", choices=("rendah", "tinggi", "strategis"))
    ci.add_argument(
        "--dir", type=Path, default=Path(), help=pick("folder proyek", "project folder")
    )
    ci.add_argument("--force", action="store_true",
                    help=pick("timpa berkas yang ada", "overwrite a file"))  # fmt: skip
    add_content(ci)
    add_language(ci)
    app = kinds.add_parser("app", help=pick("vet.yaml, pengantar pengajuan",
                                            "vet.yaml, the manifest of a submission"))  # fmt: skip
    app.add_argument("--name", default="Aplikasi Contoh", type=_name)
    app.add_argument(
        "--dir", type=Path, default=Path(), help=pick("folder proyek", "project folder")
    )
    app.add_argument("--force", action="store_true",
                     help=pick("timpa berkas yang ada", "overwrite a file"))  # fmt: skip
    add_content(app)
    add_language(app)


def _name(text: str) -> str:
    """A name that is plain text in YAML, quoted."""
    if not text.strip() or not text.isprintable() or "'" in text:
        raise argparse.ArgumentTypeError(pick("nama tidak dapat dipakai", "an unusable name"))
    return f"'{text.strip()}'"


def run(args: argparse.Namespace) -> int:
    """Write one file and say where; never over an existing one unless told to."""
    if args.what == "app":
        folder, template, name = "packages", "vet.yaml", "vet.yaml"
        values = {"name": args.name, "today": datetime.now(UTC).date().isoformat()}
    else:
        folder, (template, name) = "pipelines", PIPELINES[args.kind]
        values = _source(args.source) | {"policy": _word(args.policy), "tier": args.tier}
    body = content_of(args).file("reports", folder, template).read_text(encoding="utf-8")
    target = args.dir / name
    if target.exists() and not args.force:
        raise _exists(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(body.format(**values), encoding="utf-8")
    print(pick(f"Ditulis: {target}", f"Written: {target}"))
    return 0


def _source(text: str) -> dict[str, str]:
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    found = _SOURCE.fullmatch(text)
    if not found or ".." in text:
        raise BadContent(
            Text(f"'{text}' bukan repositori", f"'{text}' is no repository"),
            hint=Text("Contoh: --from diskominfo/vet@v1.0", "Example: --from diskominfo/vet@v1.0"),
        )
    return {"host": found["host"] or "github.com", "source": found["path"], "ref": found["ref"]}


def _word(policy: str) -> str:
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    if not re.fullmatch(r"[\w./-]+", policy):
        raise BadContent(Text(f"nama kebijakan '{policy}' tidak dapat dipakai",
                              f"the policy name '{policy}' cannot be used"),
                         hint=Text("Pakai huruf, angka, titik, garis.",
                                   "Use letters, digits, dots, dashes."))  # fmt: skip
    return policy


def _exists(target: Path) -> Exception:
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    return BadContent(
        Text(f"'{target}' sudah ada", f"'{target}' exists already"),
        hint=Text("Gabungkan dengan tangan, atau pakai --force.", "Merge by hand, or use --force."),
    )
