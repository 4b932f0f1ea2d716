"""`vet doctor`: is this machine ready? Tools, sandbox, data, and a self-test on bad cases."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting import __version__
from vetting.cli.language import pick
from vetting.cli.options import add_content, add_language, add_policy, content_of, policy_of
from vetting.cli.table import print_table
from vetting.content import Content
from vetting.model.check import Check
from vetting.model.errors import VetError
from vetting.model.policy import Policy


@dataclass(frozen=True, slots=True)
class Health:
    """One thing looked at: fine or not, with what was seen or what to do."""

    name: str
    is_fine: bool
    detail: str


def add_parser(commands: Any) -> None:
    """Options of `vet doctor`."""
    parser = commands.add_parser(
        "doctor", help=pick("periksa kesiapan mesin ini", "see whether this machine is ready")
    )
    parser.add_argument("--no-self-test", action="store_true",
                        help=pick("tanpa uji diri mesin", "without the engines' self-test"))  # fmt: skip
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Print the state of every part; 0 when all are usable, else 3."""
    content = content_of(args)
    policy = policy_of(args, content)
    found = [*_base(content, policy)]
    bench = _bench(args, content, policy)
    if isinstance(bench, Health):
        found.append(bench)
    else:
        found.append(_sandbox(bench))
        found.extend(_engines(content, policy, bench))
        found.extend(_data(content, policy, bench))
        if not args.no_self_test:
            found.extend(_self_test(content, policy, bench))
    rows = [(_mark(h), h.name, h.detail) for h in found]
    print_table("vet doctor", rows)
    sick = [health for health in found if not health.is_fine]
    print(pick(f"\n{len(found) - len(sick)} baik, {len(sick)} bermasalah",
               f"\n{len(found) - len(sick)} fine, {len(sick)} not"))  # fmt: skip
    return 3 if sick else 0


def _mark(health: Health) -> str:
    return pick("baik", "ok") if health.is_fine else pick("GAGAL", "FAIL")


def _base(content: Content, policy: Policy) -> Iterator[Health]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Health("vet", True, f"{__version__}, Python {python}")
    yield Health(pick("isi", "content"), True,
                 f"{len(content.checks)} {pick('cek', 'checks')}, {content.digest[:12]}")  # fmt: skip
    yield Health(pick("kebijakan", "policy"), True,
                 f"{policy.id} {policy.version}, {policy.tier}, {policy.digest[:12]}")  # fmt: skip


def _bench(args: argparse.Namespace, content: Content, policy: Policy) -> Any:
    from vetting.cli.options import date_of
    from vetting.engines.base import Bench
    from vetting.model.facts import Facts
    from vetting.sandbox import open_sandbox
    from vetting.tooling import home

    try:
        sandbox = open_sandbox()
    except VetError as error:
        return _sick(pick("kotak pasir", "sandbox"), error)
    return Bench(
        sandbox=sandbox,
        facts=Facts({}, {}),
        content=content,
        data=home(),
        as_of=date_of(args),
        max_data_age_days=policy.max_data_age_days,
        accessibility_engines=policy.accessibility_engines,
    )


def _sandbox(bench: Any) -> Health:
    level = bench.sandbox.level
    detail = level.value
    if not level.is_sound:
        detail += pick(": putusan hanya sementara", ": verdicts are provisional")
    if not bench.sandbox.bounds_tasks:
        detail += pick("; sebagai root tanpa control group di kernel ini batas proses hanya diawasi: jalankan"
                       " sebagai pengguna biasa",
                       "; as root without a control group on this kernel the cap on processes is only watched:"
                       " run as an ordinary user")  # fmt: skip
    return Health(pick("kotak pasir", "sandbox"), level.is_sound, detail)


def _engines(content: Content, policy: Policy, bench: Any) -> Iterator[Health]:
    from vetting.engines.registry import engine

    for name in sorted({content.checks[check].engine for check in policy.checks}):
        title = f"{pick('alat', 'tool')} {name}"
        try:
            yield Health(title, True, engine(name).fingerprint(bench)[:60])
        except VetError as error:
            yield _sick(title, error)
        except Exception as error:
            yield Health(title, False, f"{type(error).__name__}: {error}")


def _data(content: Content, policy: Policy, bench: Any) -> Iterator[Health]:
    """Advisories of each ecosystem that a check of the policy looks up: there, whole, young."""
    from vetting.advisories.store import Store

    try:
        store = Store.open(bench.data / "advisories.sqlite")
    except VetError as error:
        yield _sick("advisories", error)
        return
    known = {} if store is None else {c.ecosystem: c for c in store.coverages()}
    settings = (content.checks[check].settings for check in policy.checks)
    for name in sorted({str(s["ecosystem"]) for s in settings if "ecosystem" in s}):
        yield _data_of(name, known.get(name), bench)


def _data_of(name: str, coverage: Any, bench: Any) -> Health:
    title = f"data {name}"
    if coverage is None:
        return Health(title, False, pick("belum ada: `vet db update` atau `vet db import`",
                                         "none: `vet db update` or `vet db import`"))  # fmt: skip
    said = pick(f"{coverage.records} catatan", f"{coverage.records} records")
    if not coverage.is_complete or coverage.data_date is None:
        return Health(title, False, said + pick("; hanya contoh, tidak lengkap",
                                                "; a sample, not complete"))  # fmt: skip
    age = (bench.as_of - coverage.data_date).days
    said += pick(f", umur {age} hari", f", {age} days old")
    if age > bench.max_data_age_days:
        limit = bench.max_data_age_days
        return Health(title, False, said + pick(f"; batas {limit}", f"; limit {limit}"))
    return Health(title, True, said)


def _sick(name: str, error: VetError) -> Health:
    return Health(name, False, pick(f"{error.message.id}. {error.hint.id}",
                                    f"{error.message.en}. {error.hint.en}"))  # fmt: skip


def _self_test(content: Content, policy: Policy, bench: Any) -> Iterator[Health]:
    """Each engine must find the fault in one bundled bad case, by the road of a real run."""
    tried: set[str] = set()
    for name in policy.checks:
        check = content.checks[name]
        case = next(iter(sorted((check.folder / "fixtures").glob("*.bad"))), None)
        if check.engine in tried or case is None:
            continue
        tried.add(check.engine)
        yield _tried(check, case, bench)


def _before(case: Path, folder: Path, bench: Any) -> Any:
    """The contracts of the submission before, where the case has one."""
    from dataclasses import replace

    from vetting.engines.contract.facts import contracts_of
    from vetting.identify import identify
    from vetting.intake import receive
    from vetting.model.contract import Baseline
    from vetting.model.facts import Facts

    if not (case / "sebelum").is_dir():
        return None
    tree = receive(case / "sebelum", folder, sandbox=bench.sandbox).tree
    facts = identify(tree, bench.sandbox)
    if not isinstance(facts, Facts):
        return None
    return Baseline("-", contracts_of(tree, replace(bench, facts=facts, memo={})))


def _tried(check: Check, case: Path, bench: Any) -> Health:
    from dataclasses import replace

    from vetting.engines.registry import engine
    from vetting.identify import identify
    from vetting.intake import receive
    from vetting.model.outcome import Failed, Ran
    from vetting.runner.settle import settle

    title = f"{pick('uji diri', 'self-test')} {check.engine}"
    with tempfile.TemporaryDirectory(prefix="vet-doctor-") as folder:
        try:
            tree = receive(case, Path(folder), sandbox=bench.sandbox).tree
            facts = identify(tree, bench.sandbox)
            if isinstance(facts, Failed):
                return Health(title, False, facts.detail)
            before = _before(case, Path(folder), bench)
            given = engine(check.engine).run(
                [check], tree, replace(bench, facts=facts, baseline=before)
            )
        except VetError as error:
            return _sick(title, error)
        except Exception as error:
            return Health(title, False, f"{type(error).__name__}: {error}")
    known = frozenset(tree.manifest.sizes)
    outcome = settle(check.engine, [check], given, facts, known)[check.id]
    if isinstance(outcome, Ran) and outcome.findings:
        return Health(title, True, f"{check.id}: {len(outcome.findings)}")
    said = f"{outcome.reason}: {outcome.detail}" if isinstance(outcome, Failed) else "0"
    return Health(title, False, f"{check.id}: {said}")
