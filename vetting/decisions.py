"""Which attestations and waivers count on the day of judgement, and why the others do not. Pure.

A record counts when it was made by then, has not ended, was not withdrawn, keeps the policy's
rules, concerns this application, and has a second person's approval where one is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from vetting.model.finding import Finding
from vetting.model.policy import Mode, Policy
from vetting.model.record import (
    Acceptance,
    Accepted,
    Answered,
    Approval,
    Attestation,
    Decision,
    Records,
    Response,
    Signed,
    Standing,
    Waiver,
    Withdrawal,
)
from vetting.model.text import Text

FAMILY = "family/"
_Found = Mapping[str, Finding]
_Answer = tuple[Standing, Text]
_COUNTS = Text("Berlaku.", "Counts.")


@dataclass(frozen=True)
class Weighed:
    """What counts: attestations by control or `family/<name>`, waivers by fingerprint."""

    attested: Mapping[str, Signed] = field(default_factory=dict)
    waived: Mapping[str, Signed] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    answers: tuple[Answered, ...] = ()


def weigh(policy: Policy, findings: Iterable[Finding], records: Records) -> Weighed:
    """What of the records counts for these findings under this policy."""
    found = {f.fingerprint: f for f in findings if f.fingerprint}
    given = (row for row in records.rows if isinstance(row.record, Attestation | Waiver))
    lawful = sorted(given, key=lambda row: (row.record.made_on, row.id))
    answers = {row.id: _standing(policy, found, records, row) for row in lawful}
    answers |= _over_quota(policy, found, lawful, answers)
    counting = [row for row in lawful if answers[row.id][0] is Standing.COUNTS]
    return Weighed(
        attested={r.record.control: r for r in counting if isinstance(r.record, Attestation)},
        waived=dict(_waived(found, counting)),
        decisions=tuple(_decision(records, row, answers[row.id]) for row in lawful),
        answers=_answers(found, records),
    )


def acceptances(policy: Policy, records: Records, result: str) -> tuple[Accepted, ...]:
    """Who stands for the result of that digest on the day of judgement; nobody, where too few do.

    Where the policy asks for four eyes it takes two people with two keys.
    """
    made = [
        row
        for row in records.acceptances
        if isinstance(row.record, Acceptance)
        and row.record.result == result
        and row.record.made_on <= records.as_of
        and not _withdrawn(records, row.id)
    ]
    first = {_name(row.signer): row for row in reversed(made)}
    people = sorted(first.values(), key=lambda row: (row.record.made_on, row.id))
    needed = 2 if policy.decisions.four_eyes else 1
    if len(people) < needed or len({row.key for row in people}) < needed:
        return ()
    return tuple(Accepted(row.signer, row.record.made_on, row.id) for row in people)


def _answers(found: _Found, records: Records) -> tuple[Answered, ...]:
    """The last answer to each finding of this version, from sheets that were not withdrawn."""
    last: dict[str, Answered] = {}
    for row in records.rows:
        sheet = row.record
        if not isinstance(sheet, Response) or sheet.tree != records.tree:
            continue
        if sheet.made_on > records.as_of or _withdrawn(records, row.id):
            continue
        for reply in sheet.replies:
            if reply.fingerprint in found:
                last[reply.fingerprint] = Answered(
                    reply.fingerprint, reply.answer, reply.explanation, sheet.vendor,
                    row.signer, sheet.sheet.sha256, sheet.made_on,
                )  # fmt: skip
    return tuple(last[name] for name in sorted(last))


def _waived(found: _Found, counting: Iterable[Signed]) -> Iterator[tuple[str, Signed]]:
    """A risk that somebody bears outweighs a word that there is none."""
    waivers = [row for row in counting if isinstance(row.record, Waiver)]
    for row in sorted(waivers, key=lambda r: not _harmless(r)):
        yield from ((name, row) for name in _used(found, row))


def _harmless(row: Signed) -> bool:
    return isinstance(row.record, Waiver) and row.record.reason.is_harmless


def _used(found: _Found, row: Signed) -> set[str]:
    return {n for n in row.record.fingerprints if n in found} if isinstance(row.record, Waiver) else set()  # fmt: skip


def _standing(policy: Policy, found: _Found, records: Records, row: Signed) -> _Answer:
    record = cast("Attestation | Waiver", row.record)
    rules = policy.decisions
    longest = rules.waiver_days if isinstance(record, Waiver) else rules.attestation_days
    if record.made_on > records.as_of:
        return _refused("dibuat sesudah tanggal penilaian", "made after the day of judgement")
    if _withdrawn(records, row.id):
        return Standing.WITHDRAWN, Text("Sudah dicabut.", "Withdrawn.")
    if record.until < records.as_of:
        return Standing.EXPIRED, Text(f"Berakhir pada {record.until}.", f"Ended on {record.until}.")
    if record.until - record.made_on > timedelta(days=longest):
        return _refused(f"berlaku lebih dari {longest} hari", f"lasts for more than {longest} days")
    if record.tree and record.tree != records.tree:
        return Standing.UNUSED, Text("Dibuat untuk versi lain dari aplikasi.",
                                     "Made for another version of the application.")  # fmt: skip
    if isinstance(record, Waiver):
        return _of_waiver(policy, found, records, row, record)
    return _of_attestation(policy, records, row, record)


def _refused(id: str, en: str) -> _Answer:
    return Standing.REFUSED, Text(f"Ditolak: {id}.", f"Refused: {en}.")


def _of_attestation(policy: Policy, records: Records, row: Signed, record: Attestation) -> _Answer:
    modes = {control.id: control.mode for control in policy.controls}
    modes |= {f"{FAMILY}{floor.family}": Mode.MANUAL for floor in policy.floors}
    mode = modes.get(record.control)
    if mode is None:
        return Standing.UNUSED, Text("Kebijakan ini tidak meminta kendali itu.",
                                     "This policy does not ask for that control.")  # fmt: skip
    if mode is Mode.AUTOMATED:
        return _refused("kendali otomatis diputuskan oleh ceknya",
                        "an automated control is decided by its checks")  # fmt: skip
    if not record.evidence or not record.statement.strip():
        return _refused("tanpa bukti atau pernyataan", "without evidence or statement")
    if policy.decisions.four_eyes and not _approver(records, row):
        return _pending()
    return Standing.COUNTS, _COUNTS


def _of_waiver(
    policy: Policy, found: _Found, records: Records, row: Signed, record: Waiver
) -> _Answer:
    rules, used = policy.decisions, _used(found, row)
    if record.reason.value not in rules.reasons:
        return _refused(f"alasan '{record.reason}' tidak diterima kebijakan",
                        f"the policy accepts no '{record.reason}'")  # fmt: skip
    if not record.explanation.strip():
        return _refused("tanpa penjelasan", "without explanation")
    forbidden = sorted({found[n].check for n in used if found[n].check in rules.unwaivable})
    if forbidden:
        return _refused(f"temuan {forbidden[0]} tidak boleh dikecualikan",
                        f"findings of {forbidden[0]} may not be waived")  # fmt: skip
    if not _approver(records, row):
        return _pending()
    if not used:
        return Standing.UNUSED, Text("Temuannya tidak ada lagi; cabut pengecualian ini.",
                                     "Its findings are gone; withdraw this waiver.")  # fmt: skip
    return Standing.COUNTS, _COUNTS


def _pending() -> _Answer:
    return Standing.PENDING, Text("Menunggu persetujuan orang kedua.",
                                  "Waits for a second person's approval.")  # fmt: skip


def _over_quota(
    policy: Policy, found: _Found, rows: Iterable[Signed], answers: Mapping[str, _Answer]
) -> dict[str, _Answer]:
    """The waivers beyond the quota of findings; `rows` stand in the order they are served."""
    most, taken = policy.decisions.waivers_most, set[str]()
    over = {}
    for row in rows:
        if answers[row.id][0] is Standing.COUNTS and isinstance(row.record, Waiver):
            more = taken | _used(found, row)
            if len(more) > most:
                over[row.id] = _refused(f"jatah {most} temuan sudah habis",
                                        f"the quota of {most} findings is used up")  # fmt: skip
            else:
                taken = more
    return over


def _withdrawn(records: Records, target: str) -> bool:
    return any(
        isinstance(r.record, Withdrawal)
        and r.record.target == target
        and r.record.made_on <= records.as_of
        for r in records.rows
    )


def _approver(records: Records, row: Signed) -> str:
    """Who approved the record: another person with another key; "" where nobody did."""
    is_other: Callable[[Signed], bool] = lambda r: (  # noqa: E731
        _name(r.signer) != _name(row.signer) and r.key != row.key
    )
    approvals = (
        r.signer
        for r in records.rows
        if isinstance(r.record, Approval)
        and r.record.target == row.id
        and r.record.made_on <= records.as_of
        and not _withdrawn(records, r.id)
        and is_other(r)
    )
    return min(approvals, default="")


def _name(signer: str) -> str:
    return " ".join(signer.casefold().split())


def _decision(records: Records, row: Signed, answer: _Answer) -> Decision:
    record = cast("Attestation | Waiver", row.record)
    is_waiver = isinstance(record, Waiver)
    return Decision(
        id=row.id,
        kind="waiver" if is_waiver else "attestation",
        about=record.fingerprints if isinstance(record, Waiver) else (record.control,),
        reason=record.reason.value if isinstance(record, Waiver) else "",
        statement=record.explanation if isinstance(record, Waiver) else record.statement,
        evidence=() if isinstance(record, Waiver) else record.evidence,
        signer=row.signer,
        approver=_approver(records, row),
        until=record.until,
        standing=answer[0],
        why=answer[1],
    )
