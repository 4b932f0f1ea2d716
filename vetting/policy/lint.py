"""What is unsound in a policy that is valid. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vetting.model.check import Check
from vetting.model.policy import Control, Mode, Policy, Stage
from vetting.model.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; an error makes `vet policy lint` fail, a warning does not."""

    where: str
    message: Text
    is_error: bool


def lint(policy: Policy, checks: Mapping[str, Check]) -> tuple[Fault, ...]:
    """All faults: retired checks in use, families without floor, doubtful citations."""
    faults = [*_checks(policy, checks), *_floors(policy), *_intake(policy)]
    for control in policy.controls:
        faults.extend(_control(control))
    return tuple(faults)


def _checks(policy: Policy, checks: Mapping[str, Check]) -> Iterator[Fault]:
    used = set(policy.checks)
    for name, check in checks.items():
        if name in used and check.maturity == "deprecated":
            yield Fault(name, Text("cek usang masih dipakai", "a deprecated check is in use"), True)


def unused(policies: Iterable[Policy], checks: Mapping[str, Check]) -> tuple[Fault, ...]:
    """Checks that serve no control in any of these, which are one policy at its tiers."""
    used = {name for policy in policies for name in policy.checks}
    return tuple(
        Fault(
            name,
            Text("cek ini tidak melayani kendali mana pun", "this check serves no control"),
            False,
        )
        for name, check in checks.items()
        if name not in used and check.maturity != "deprecated"
    )


def without_way(names: Iterable[str], *, is_error: bool) -> tuple[Fault, ...]:
    """Requirements that nobody decides and nobody gave a reason to leave out."""
    message = Text("kendali katalog ini tidak dipakai dan tanpa alasan pada 'left-out'",
                   "this requirement is not asked, and 'left-out' gives no reason")  # fmt: skip
    return tuple(Fault(name, message, is_error) for name in names)


def _floors(policy: Policy) -> Iterator[Fault]:
    with_floor = {floor.family for floor in policy.floors}
    for family in sorted({check.split("/")[0] for check in policy.checks} - with_floor):
        yield Fault(family, Text("keluarga tanpa batas bukti ('floors')",
                                 "a family without an evidence floor ('floors')"), True)  # fmt: skip
    for floor in policy.floors:
        for name in sorted(set(floor.blinded_by) - set(policy.checks)):
            yield Fault(name, Text("ada di 'blinded-by', tetapi tidak melayani kendali mana pun",
                                   "in 'blinded-by', but serves no control"), True)  # fmt: skip


def _intake(policy: Policy) -> Iterator[Fault]:
    limits = policy.intake
    if limits.file_mib > limits.total_mib or limits.entries > limits.nodes:
        yield Fault("intake", Text("satu berkas atau entri boleh lebih dari jumlah seluruhnya",
                                   "one file, or the entries, may exceed the whole"), False)  # fmt: skip


def _control(control: Control) -> Iterator[Fault]:
    if control.mode is Mode.MANUAL and control.guidance is None:
        yield Fault(control.id, Text("kendali manual tanpa panduan bagi penguji",
                                     "a manual control without guidance"), True)  # fmt: skip
    if not control.citation.is_firm:
        yield Fault(control.id, _doubt(control), False)


def _doubt(control: Control) -> Text:
    """How weak the citation is, and whether something already fails on it."""
    memory = control.citation.confidence.startswith("from-memory")
    source = ("ingatan", "memory") if memory else ("sumber kedua", "a second-hand source")
    weight = ("", "")
    if may_fail(control):
        weight = ("; kendali ini dapat menggagalkan", "; this control can fail an application")
    return Text(f"kutipan dari {source[0]}, perlu verifikasi pada naskah resmi{weight[0]}",
                f"a citation from {source[1]}, to be verified in the official text{weight[1]}")  # fmt: skip


def may_fail(control: Control) -> bool:
    """Whether an application can fail by this control today."""
    return control.stage is Stage.BLOCK and not control.is_announced
