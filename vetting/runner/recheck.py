"""An old report judged again: same application, new advisories, new date, no source needed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from vetting import __version__
from vetting.content import Content
from vetting.engines.base import Bench
from vetting.engines.supply_chain.engine import judged
from vetting.engines.supply_chain.places import TOOL
from vetting.model.bill import Bill
from vetting.model.check import Check
from vetting.model.errors import BadContent
from vetting.model.facts import Facts
from vetting.model.outcome import Outcome
from vetting.model.policy import Policy
from vetting.model.record import Records
from vetting.model.report import Basis, Report, anew
from vetting.model.text import Text
from vetting.model.verdict import Verdict
from vetting.runner.settle import settle
from vetting.sandbox.job import Done, Job, Level
from vetting.verdict import judge

_NO_RECORDS = Records()


def decide(report: Report, policy: Policy, records: Records, as_of: date) -> Report:
    """The report judged again on the same answers, with these verified records laid before it.

    Raises BadContent where the policy is not the one that the report was judged by.
    """
    if policy.digest != report.basis.policy_digest:
        raise _other_policy(policy.id)
    outcomes = {row.id: row.outcome for row in report.checks}
    verdict = _judged(report, policy, outcomes, records, as_of)
    basis = replace(report.basis, as_of=as_of, records=records.head)
    return replace(anew(report), basis=basis, verdict=verdict, acceptances=())


def recheck(
    report: Report,
    content: Content,
    policy: Policy,
    data: Path,
    as_of: date,
    records: Records = _NO_RECORDS,
) -> Report:
    """The report as it would read today, from its stored bill of materials alone.

    Checks of the supply chain are asked again, all others keep their answers; the policy
    judges both, with these verified records and no others: what the old report was decided with
    is not taken over unseen. Raises BadContent for a report that has no bill, BadSetup for a
    broken store.
    """
    if report.bill is None:
        raise _no_bill()
    again = [
        content.checks[row.id]
        for row in report.checks
        if row.engine == TOOL and row.id in content.checks
    ]
    outcomes = {row.id: row.outcome for row in report.checks}
    outcomes |= _asked(again, report, report.bill, content, policy, data, as_of)
    rows = tuple(replace(row, outcome=outcomes[row.id]) for row in report.checks)
    return replace(
        anew(report),
        basis=_basis(report.basis, content, policy, as_of, records),
        checks=rows,
        verdict=_judged(report, policy, outcomes, records, as_of),
        acceptances=(),
    )


def _judged(
    report: Report,
    policy: Policy,
    outcomes: Mapping[str, Outcome],
    records: Records,
    as_of: date,
) -> Verdict:
    return judge(
        policy,
        outcomes,
        sandbox_is_sound=Level(report.basis.sandbox).is_sound,
        records=replace(records, as_of=as_of, tree=report.subject.tree),
    )


def _asked(
    checks: list[Check],
    report: Report,
    bill: Bill,
    content: Content,
    policy: Policy,
    data: Path,
    as_of: date,
) -> Mapping[str, Outcome]:
    facts = Facts({}, {}, report.frameworks)
    bench = Bench(
        sandbox=_NoWalls(),
        facts=facts,
        content=content,
        data=data.parent,
        as_of=as_of,
        max_data_age_days=policy.max_data_age_days,
    )
    given = judged(checks, bill, bench, data)
    return settle(TOOL, checks, given, facts, frozenset(_paths(bill, report)))


class _NoWalls:
    """Stands where a sandbox is due, and runs nothing: there is nothing to run."""

    level = Level.NONE

    def run(self, job: Job) -> Done:
        raise RuntimeError(f"nothing may run here: {job.argv[0]}")


def _paths(bill: Bill, report: Report) -> Iterator[str]:
    """The files that findings may lie in: those that the bill and the facts name."""
    for component in (*bill.components, *bill.runtimes):
        yield component.place.path
    yield from (broken.path for broken in bill.broken)
    yield from bill.bytes
    yield from (framework.evidence for framework in report.frameworks)


def _basis(old: Basis, content: Content, policy: Policy, as_of: date, records: Records) -> Basis:
    return replace(
        old,
        vet_version=__version__,
        policy_id=policy.id,
        policy_version=policy.version,
        policy_title=policy.title,
        policy_digest=policy.digest,
        content_digest=content.digest,
        tier=policy.tier,
        as_of=as_of,
        records=records.head,
    )


def _other_policy(name: str) -> BadContent:
    return BadContent(
        Text(f"kebijakan '{name}' sudah berubah sejak laporan ini",
             f"the policy '{name}' has changed since this report"),
        hint=Text("Uji ulang dengan `vet submit`, atau beri kebijakan yang dipakai laporan itu.",
                  "Vet again with `vet submit`, or give the policy that the report used."),
    )  # fmt: skip


def _no_bill() -> BadContent:
    return BadContent(
        Text("laporan ini tidak memuat daftar komponen", "this report has no bill of materials"),
        hint=Text("Uji ulang arsip aplikasinya dengan `vet submit`.",
                  "Vet the application's archive again with `vet submit`."),
    )  # fmt: skip
