"""(policy, results) → verdict. Pure: no I/O, no clock, and the order of results never matters.

The laws that hold (each is a property test in `tests/unit/test_verdict_laws.py`):

* a family whose `blinded-by` check found something weighty, or gave no answer, meets nothing;
* a needed check that failed, did not run, examined nothing or missed the coverage floor never
  lets its control be met, nor the application pass;
* removing a result never makes the verdict a better pass;
* adding a finding never improves the verdict;
* `Ran` over zero units is not a pass;
* no record of a person makes an untested control anything else, and records that do not count
  change nothing.
"""

from collections.abc import Mapping, Sequence

from vetting.decisions import FAMILY, Weighed, weigh
from vetting.model.finding import Finding
from vetting.model.outcome import Failed, NotApplicable, NotRun, Outcome, Ran, Reason
from vetting.model.policy import Control, Floor, Mode, Policy, Stage, WhenAbsent
from vetting.model.record import Records, Standing, Waiver
from vetting.model.scale import Severity
from vetting.model.text import Text
from vetting.model.verdict import ControlResult, FamilyResult, Overall, Status, Verdict
from vetting.reasons import reasons_of

_NOT_ASKED = NotRun(Text("Cek ini belum dijalankan.", "This check has not been run."))
_NO_RECORDS = Records()
# In a few words, for a head of office; the remedies stand in the locales.
_CAUSES: Mapping[Reason, Text] = {
    Reason.TOOL_MISSING: Text("alat belum terpasang", "its tool is not installed"),
    Reason.TOOL_CRASHED: Text("alat berhenti mendadak", "its tool crashed"),
    Reason.TIMED_OUT: Text("batas waktu habis", "it ran out of time"),
    Reason.MEMORY_CAP: Text("batas memori habis", "it ran out of memory"),
    Reason.OUTPUT_CAP: Text("keluaran terlalu besar", "its output was too large"),
    Reason.OUTPUT_UNREADABLE: Text("keluaran tidak terbaca", "its output cannot be read"),
    Reason.TOOL_ERRORS: Text("alat melaporkan galat", "its tool reported errors"),
    Reason.CANARY_MISSED: Text(
        "alat tidak mengenali contoh cacat", "its tool missed a known fault"
    ),
    Reason.NOTHING_READ: Text("tidak ada yang terbaca", "it read nothing"),
    Reason.NO_DATA: Text("data acuan belum ada", "there is no reference data"),
    Reason.STALE_DATA: Text("data acuan usang", "its reference data is too old"),
    Reason.SOURCE_UNREADABLE: Text("sumber tidak terbaca", "the source cannot be read"),
    Reason.SANDBOX: Text("dinding pengaman gagal", "the sandbox failed"),
    Reason.INTERRUPTED: Text("dihentikan", "it was interrupted"),
    Reason.BUG: Text("cacat pada vet", "a bug in vet"),
}


def judge(
    policy: Policy,
    results: Mapping[str, Outcome],
    *,
    sandbox_is_sound: bool,
    records: Records = _NO_RECORDS,
) -> Verdict:
    """Decide every control, every family's floor, and the whole.

    A check of the policy without a result counts as not run. `records` are what people decided,
    their signatures already verified; a finding of a check outside the policy is none of them.
    """
    ran = (results[name] for name in policy.checks if name in results)
    found = [f for o in ran if isinstance(o, Ran) for f in o.findings]
    weighed = weigh(policy, found, records)
    floors = {floor.family: floor for floor in policy.floors}
    controls = tuple(
        _decide(policy, control, results, floors, weighed) for control in policy.controls
    )
    families = tuple(_family(floor, policy, results, weighed) for floor in policy.floors)
    overall = _overall(controls, families, sandbox_is_sound)
    return Verdict(
        overall=overall,
        reasons=reasons_of(overall, controls, families, found, sandbox_is_sound),
        next_steps=_next_steps(controls, sandbox_is_sound, weighed),
        controls=controls,
        families=families,
        decisions=weighed.decisions,
        answers=weighed.answers,
    )


def _decide(
    policy: Policy,
    control: Control,
    results: Mapping[str, Outcome],
    floors: Mapping[str, Floor],
    weighed: Weighed,
) -> ControlResult:
    outcomes = {check: results.get(check, _NOT_ASKED) for check in control.checks}
    findings = [f for o in outcomes.values() if isinstance(o, Ran) for f in o.findings]
    waived = [f for f in findings if f.fingerprint in weighed.waived]
    left = [f for f in findings if f.fingerprint not in weighed.waived]
    blocking = [f for f in left if _blocks(policy, control, f)]
    open_questions = [f for f in left if f.severity >= policy.reviews_at]
    gaps = [gap for check, o in outcomes.items() if (gap := _gap(check, o, floors))]
    served = {check.split("/")[0] for check in control.checks}
    gaps += [why for name in served & set(floors) if (why := _blind(floors[name], policy, results))]
    status, reason = _status(control, outcomes, blocking, gaps, open_questions)
    status, reason = _by_people(control, status, reason, open_questions, waived, weighed)
    counted = {weighed.waived[f.fingerprint].id for f in waived}
    if control.id in weighed.attested:
        counted.add(weighed.attested[control.id].id)
    return ControlResult(
        control=control,
        status=status,
        reason=reason,
        findings=tuple(sorted(f.fingerprint for f in findings)),
        blocking=tuple(sorted(f.fingerprint for f in blocking)),
        waived=tuple(sorted(f.fingerprint for f in waived)),
        decisions=tuple(sorted(counted)),
    )


def _by_people(
    control: Control,
    status: Status,
    reason: Text,
    open_questions: Sequence[Finding],
    waived: Sequence[Finding],
    weighed: Weighed,
) -> tuple[Status, Text]:
    """The status with what people decided: a borne risk is a condition, an attestation meets.

    Only a control that is met, or that waits for a person alone, can change here.
    """
    if status not in (Status.MET, Status.REVIEW) or open_questions:
        return status, reason
    borne = [f for f in waived if not _is_harmless(weighed, f)]
    if borne:
        return Status.REVIEW, _count(borne, "dibiarkan dengan risiko yang ditanggung",
                                     "let stand, the risk being borne")  # fmt: skip
    attestation = weighed.attested.get(control.id)
    if status is Status.REVIEW and attestation:
        return Status.MET, Text(f"Dinyatakan terpenuhi oleh {attestation.signer}.",
                                f"Attested by {attestation.signer}.")  # fmt: skip
    if status is Status.MET and waived:
        return status, _count(waived, "dikecualikan karena tidak berbahaya", "waived as harmless")
    return status, reason


def _is_harmless(weighed: Weighed, finding: Finding) -> bool:
    record = weighed.waived[finding.fingerprint].record
    return isinstance(record, Waiver) and record.reason.is_harmless


def _blocks(policy: Policy, control: Control, finding: Finding) -> bool:
    return (
        finding.severity >= control.blocks_at and finding.confidence >= policy.blocking_confidence
    )


def _blind(floor: Floor, policy: Policy, results: Mapping[str, Outcome]) -> Text | None:
    """Why what the checks of this family read was not the application's source, or None."""
    for check in floor.blinded_by:
        outcome = results.get(check, _NOT_ASKED)
        if isinstance(outcome, NotApplicable):
            continue
        if not isinstance(outcome, Ran) or outcome.scope.examined <= 0:
            return Text(f"{check}: belum diketahui apakah sumbernya dapat dibaca",
                        f"{check}: not known whether the source can be read")  # fmt: skip
        found = [f for f in outcome.findings if _weighs(policy, f)]
        if found:
            return Text(f"{check}: {len(found)} berkas sumber tidak dapat dibaca siapa pun",
                        f"{check}: nobody can read the source in {len(found)} places")  # fmt: skip
    return None


def _weighs(policy: Policy, finding: Finding) -> bool:
    return finding.severity >= Severity.HIGH and finding.confidence >= policy.blocking_confidence


def _gap(check: str, outcome: Outcome, floors: Mapping[str, Floor]) -> Text | None:
    """Why this outcome is not evidence, or None when it is."""
    if isinstance(outcome, NotApplicable):
        return None
    if isinstance(outcome, Failed):
        cause = _CAUSES[outcome.reason]
        return Text(f"{cause.id} ({check})", f"{cause.en} ({check})")
    if isinstance(outcome, NotRun):
        return Text(f"{check}: tidak dijalankan", f"{check}: not run")
    scope = outcome.scope
    if scope.examined <= 0 or scope.eligible <= 0:
        return Text(f"{check}: tidak ada yang terbaca", f"{check}: nothing was read")
    floor = floors.get(check.split("/")[0])
    if floor and scope.examined / scope.eligible < floor.coverage:
        seen = f"{scope.examined}/{scope.eligible} {scope.unit}"
        return Text(
            f"{check}: cakupan {seen} di bawah batas", f"{check}: coverage {seen} below the floor"
        )
    return None


def _status(
    control: Control,
    outcomes: Mapping[str, Outcome],
    blocking: Sequence[Finding],
    gaps: Sequence[Text],
    open_questions: Sequence[Finding],
) -> tuple[Status, Text]:
    if blocking:
        return Status.UNMET, _count(blocking, "menggagalkan", "failing it")
    if gaps:
        return Status.UNTESTED, _joined(gaps)
    absent = [o for o in outcomes.values() if isinstance(o, NotApplicable)]
    if control.mode is Mode.AUTOMATED and len(absent) == len(outcomes):
        return Status.NOT_APPLICABLE, _joined([o.why for o in absent])
    if open_questions:
        return Status.REVIEW, _count(open_questions, "perlu ditinjau", "to be reviewed")
    if control.mode is not Mode.AUTOMATED:
        return Status.REVIEW, control.guidance or Text(
            "Diputuskan penguji.", "For the reviewer to decide."
        )
    ran = len(outcomes) - len(absent)
    return Status.MET, Text(f"{ran} cek berjalan tanpa temuan yang menghalangi.",
                            f"{ran} checks ran without a finding in the way.")  # fmt: skip


def _count(findings: Sequence[Finding], id: str, en: str) -> Text:
    places = sorted({finding.check for finding in findings})
    named = ", ".join(places[:3]) + (", …" if len(places) > 3 else "")
    return Text(
        f"{len(findings)} temuan {id}: {named}.", f"{len(findings)} findings {en}: {named}."
    )


def _joined(texts: Sequence[Text]) -> Text:
    unique = sorted(set(texts))
    return Text("; ".join(t.id for t in unique), "; ".join(t.en for t in unique))


def _family(
    floor: Floor, policy: Policy, results: Mapping[str, Outcome], weighed: Weighed
) -> FamilyResult:
    checks = [check for check in policy.checks if check.split("/")[0] == floor.family]
    outcomes = [results.get(check, _NOT_ASKED) for check in checks]
    ran = [o for o in outcomes if isinstance(o, Ran) and o.scope.examined > 0]
    absent = [o for o in outcomes if isinstance(o, NotApplicable)]
    status, reason = _floor_status(floor, len(ran), len(absent), len(outcomes))
    attestation = weighed.attested.get(f"{FAMILY}{floor.family}")
    if status is Status.REVIEW and attestation:
        status, reason = (
            Status.MET,
            Text(
                f"{attestation.signer} memastikan bahwa tidak ada yang perlu diperiksa.",
                f"{attestation.signer} confirms that there is nothing to look at.",
            ),
        )
    if blind := _blind(floor, policy, results) if ran else None:
        status, reason = Status.UNTESTED, blind
    return FamilyResult(
        family=floor.family,
        status=status,
        reason=reason,
        ran=len(ran),
        failed=len(outcomes) - len(ran) - len(absent),
        not_applicable=len(absent),
        eligible=max((o.scope.eligible for o in ran), default=0),
        examined=max((o.scope.examined for o in ran), default=0),
    )


def _floor_status(floor: Floor, ran: int, absent: int, checks: int) -> tuple[Status, Text]:
    failed = checks - ran - absent
    if failed:
        return Status.UNTESTED, Text(
            f"{failed} dari {checks} cek tidak memberi jawaban.",
            f"{failed} of {checks} checks gave no answer.",
        )
    if ran:
        return Status.MET, Text(
            f"{ran} cek berjalan, {absent} tidak berlaku.",
            f"{ran} checks ran, {absent} do not apply.",
        )
    if absent and floor.when_absent is WhenAbsent.REVIEW:
        return Status.REVIEW, Text(
            "Tidak ada yang dapat diperiksa; penguji memastikan memang demikian.",
            "There is nothing to look at; the reviewer confirms that this is so.",
        )
    return Status.UNTESTED, Text(
        "Tidak ada bukti dari keluarga ini.", "This family brought no evidence."
    )


def _overall(
    controls: Sequence[ControlResult], families: Sequence[FamilyResult], sandbox_is_sound: bool
) -> Overall:
    blocking = {r.status for r in controls if r.control.stage is Stage.BLOCK}
    warning = {r.status for r in controls if r.control.stage is Stage.WARN}
    floors = {family.status for family in families}
    if Status.UNMET in blocking:
        return Overall.FAIL
    if Status.UNTESTED in blocking | floors or not sandbox_is_sound:
        return Overall.INCONCLUSIVE
    if Status.REVIEW in blocking | floors or warning & {
        Status.UNMET,
        Status.UNTESTED,
        Status.REVIEW,
    }:
        return Overall.CONDITIONAL
    if not blocking & {Status.MET}:
        return Overall.INCONCLUSIVE
    return Overall.PASS


def _next_steps(
    controls: Sequence[ControlResult], sandbox_is_sound: bool, weighed: Weighed
) -> tuple[Text, ...]:
    counts = {status: sum(r.status is status for r in controls) for status in Status}
    steps = []
    if counts[Status.UNMET]:
        steps.append(Text("Penyedia memperbaiki {n} kendali yang tidak terpenuhi, lalu mengajukan lagi.",
                          "The vendor mends {n} unmet controls, then submits again.")
                     .format(n=counts[Status.UNMET]))  # fmt: skip
    if counts[Status.UNTESTED] or not sandbox_is_sound:
        steps.append(Text("Operator menjalankan 'vet doctor', melengkapi yang kurang, lalu mengulang "
                          "({n} kendali tidak teruji).",
                          "The operator runs 'vet doctor', supplies what is missing and repeats "
                          "({n} controls untested).").format(n=counts[Status.UNTESTED]))  # fmt: skip
    if counts[Status.REVIEW]:
        steps.append(Text("Penguji memutuskan {n} kendali yang perlu tinjauan.",
                          "The reviewer decides {n} controls that need review.")
                     .format(n=counts[Status.REVIEW]))  # fmt: skip
    idle = sum(d.standing is not Standing.COUNTS for d in weighed.decisions)
    if idle:
        steps.append(Text("Penguji menengok {n} keputusan yang tidak dihitung (kedaluwarsa, tidak "
                          "terpakai, atau belum disetujui).",
                          "The reviewer looks at {n} decisions that do not count (expired, "
                          "unused or not approved).").format(n=idle))  # fmt: skip
    if not steps:
        steps.append(Text("Kepala dinas dapat menandatangani berita acara.",
                          "The head of office may sign the minutes."))  # fmt: skip
    return tuple(steps)
