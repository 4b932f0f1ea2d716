"""The main job: archive → tree → outcomes → verdict → report."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from vetting import __version__
from vetting.content import Content
from vetting.engines.base import Bench
from vetting.engines.contract.facts import contracts_of
from vetting.engines.package.declared import declared_of
from vetting.engines.registry import engine
from vetting.engines.supply_chain.inventory import bill_of
from vetting.identify import identify
from vetting.intake import Limits as IntakeLimits
from vetting.intake import Refused, receive
from vetting.intake.refused import printable
from vetting.kept import Answers, Nowhere
from vetting.model.check import Check
from vetting.model.contract import Baseline
from vetting.model.errors import VetError
from vetting.model.facts import Facts
from vetting.model.live import Target
from vetting.model.outcome import Failed, Outcome, Ran
from vetting.model.policy import Policy, Tier
from vetting.model.record import Records
from vetting.model.report import Basis, CheckResult, Completeness, Refusal, Report, Subject
from vetting.model.text import Text
from vetting.model.tree import Submission
from vetting.model.verdict import Overall, Verdict
from vetting.plan import Plan, plan, without
from vetting.runner.base import Progress, Recorder
from vetting.runner.local import INTERRUPTED, Result, run_plan
from vetting.runner.once import told_once
from vetting.runner.pace import Pace
from vetting.sandbox.job import Limits, Sandbox
from vetting.verdict import judge


@dataclass(frozen=True)
class Request:
    """All that a run depends on besides the archive.

    `heavier` is the same policy at every heavier tier: facts found in the application, and the
    answers in its papers, raise the tier to one of these, and `raised` then says which. Nothing
    lowers it. `baseline` are the contracts of the submission before.
    """

    content: Content
    policy: Policy
    sandbox: Sandbox
    home: Path
    as_of: date
    limits: Limits
    workers: int = 2
    kept: Answers = field(default_factory=Nowhere)
    heavier: tuple[Policy, ...] = ()
    raised: tuple[Text, ...] = ()
    records: Records = Records()
    baseline: Baseline | None = None
    live: Target | None = None


def take_in(path: Path, request: Request) -> Submission | Report:
    """The submission, or the report of an archive that intake refused."""
    try:
        limits = IntakeLimits.of(request.policy.intake)
        return receive(path, request.home / "store", limits=limits, sandbox=request.sandbox)
    except Refused as refused:
        return _refusal(path, request, refused)


def examine(
    submission: Submission, request: Request, recorder: Recorder, progress: Progress
) -> Report:
    """Examine and judge; always returns a report, whatever the tools did."""
    facts = identify(submission.tree, request.sandbox, request.limits)
    if isinstance(facts, Failed):
        outcomes: Mapping[str, Outcome] = dict.fromkeys(request.policy.checks, facts)
        return _examined(submission, request, Facts({}, {}), Result(outcomes, True))
    planned = plan_for(request, facts)
    bench = _bench(request, facts)
    run = partial(run_plan, workers=request.workers, pace=Pace(request.home / "pace.json"))
    result = run(planned, submission.tree, bench, recorder, progress)
    heavier, raised = _heavier(request, result)
    if heavier and result.is_complete:
        request = replace(request, policy=heavier, heavier=(), raised=raised)
        light, bench = bench, _bench(request, facts)
        kept = _unchanged(result, request.content, light, bench)
        rest = without(plan_for(request, facts), kept)
        more = run(rest, submission.tree, bench, recorder, progress)
        result = Result({**kept, **more.outcomes}, more.is_complete)
    report = _examined(submission, request, facts, result)
    if not result.is_complete:
        return report
    tree = submission.tree
    return replace(
        report,
        bill=bill_of(tree, bench),
        contracts=contracts_of(tree, bench),
        declared=declared_of(tree, bench),
    )


def _bench(request: Request, facts: Facts) -> Bench:
    return Bench(
        sandbox=request.sandbox,
        facts=facts,
        content=request.content,
        data=request.home,
        as_of=request.as_of,
        limits=request.limits,
        max_data_age_days=request.policy.max_data_age_days,
        accessibility_engines=request.policy.accessibility_engines,
        documents=request.policy.documents,
        jobs=request.workers,
        kept=request.kept,
        baseline=request.baseline,
        live=request.live,
    )


def _heavier(request: Request, result: Result) -> tuple[Policy | None, tuple[Text, ...]]:
    """The policy of the heaviest tier that the annexes ask for, and all that raises it."""
    annexes = [o.annex for o in result.outcomes.values() if isinstance(o, Ran) and o.annex]
    facts = tuple(dict.fromkeys(fact for annex in annexes for fact in annex.weighs))
    wanted = [annex.raises for annex in annexes if annex.raises] + [Tier.TINGGI] * bool(facts)
    rank = max((tier.rank for tier in wanted), default=0)
    return next((p for p in request.heavier if p.tier.rank == rank), None), facts


def _unchanged(
    result: Result, content: Content, light: Bench, heavy: Bench
) -> Mapping[str, Outcome]:
    """The outcomes that do not depend on what the heavier policy asks otherwise."""
    engines = {content.checks[name].engine for name in result.outcomes}
    same = {name for name in engines if _settings(name, light) == _settings(name, heavy)}
    return {n: o for n, o in result.outcomes.items() if content.checks[n].engine in same}


def _settings(name: str, bench: Bench) -> str:
    """What the engine's answers depend on; a tool that is missing gives the same answer twice."""
    try:
        return engine(name).fingerprint(bench)
    except VetError:
        return ""


def interrupted(path: Path, request: Request) -> Report:
    """The report of a run that was stopped before the archive had been taken in."""
    outcomes = dict.fromkeys(request.policy.checks, INTERRUPTED)
    subject = Subject(printable(path.name), "", "", 0, "", 0, 0)
    verdict = _judged(request, outcomes, "")
    return _report(Completeness.INTERRUPTED, subject, request, outcomes, verdict)


def plan_for(request: Request, facts: Facts) -> Plan:
    """What would run on these facts."""
    return plan(request.policy, facts, request.content.checks)


def _examined(submission: Submission, request: Request, facts: Facts, result: Result) -> Report:
    manifest = submission.tree.manifest
    subject = Subject(
        name=submission.name,
        kind=submission.kind,
        archive_sha256=submission.archive_sha256,
        archive_bytes=submission.archive_bytes,
        tree=manifest.root,
        files=len(manifest),
        bytes=manifest.size,
        warnings=submission.warnings,
    )
    state = Completeness.COMPLETE if result.is_complete else Completeness.INTERRUPTED
    told = told_once(result.outcomes, request.content.checks.values())
    outcomes = {name: told[name] for name in sorted(told)}
    verdict = _judged(request, outcomes, manifest.root)
    report = _report(state, subject, request, outcomes, verdict)
    languages = {name: len(paths) for name, paths in sorted(facts.languages.items())}
    return replace(report, languages=languages, frameworks=facts.frameworks)


def _report(
    state: Completeness,
    subject: Subject,
    request: Request,
    outcomes: Mapping[str, Outcome],
    verdict: Verdict,
) -> Report:
    """What every report has, of whatever kind."""
    checks = request.content.checks
    return Report(
        completeness=state,
        subject=subject,
        basis=_basis(request),
        languages={},
        frameworks=(),
        checks=tuple(_row(checks[name], outcome) for name, outcome in outcomes.items()),
        verdict=verdict,
    )


def _judged(request: Request, outcomes: Mapping[str, Outcome], tree: str) -> Verdict:
    return judge(
        request.policy,
        outcomes,
        sandbox_is_sound=request.sandbox.level.is_sound,
        records=replace(request.records, as_of=request.as_of, tree=tree),
    )


def _row(check: Check, outcome: Outcome) -> CheckResult:
    return CheckResult(
        id=check.id,
        title=check.title,
        why=check.why,
        fix=check.fix,
        severity=check.severity,
        digest=check.digest,
        engine=check.engine,
        cwe=check.cwe,
        standards=check.standards,
        outcome=outcome,
    )


def _basis(request: Request) -> Basis:
    policy = request.policy
    return Basis(
        vet_version=__version__,
        policy_id=policy.id,
        policy_version=policy.version,
        policy_title=policy.title,
        policy_digest=policy.digest,
        content_digest=request.content.digest,
        tier=policy.tier,
        as_of=request.as_of,
        sandbox=request.sandbox.level.value,
        intake=policy.intake,
        raised=request.raised,
        records=request.records.head,
        baseline=request.baseline.digest if request.baseline else "",
    )


def _refusal(path: Path, request: Request, refused: Refused) -> Report:
    said = Text(f"Ditolak di penerimaan: {refused.message.id}",
                f"Refused at intake: {refused.message.en}")  # fmt: skip
    verdict = Verdict(Overall.INCONCLUSIVE, (said,), (refused.hint,), (), ())
    subject = Subject(
        printable(path.name), "", refused.archive_sha256, refused.archive_bytes, "", 0, 0
    )
    report = _report(Completeness.REFUSED, subject, request, {}, verdict)
    refusal = Refusal(refused.code, refused.entry, refused.message, refused.hint)
    return replace(report, refusal=refusal)
