"""What differs between two resolved policies, and which way. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vetting.model.codec import to_plain
from vetting.model.policy import Policy

_SKIPPED = ("id", "version", "title", "digest", "controls", "floors", "intake", "decisions",
            "documents")  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """One value that differs; "" stands for what one side does not have."""

    where: str
    before: str
    after: str


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """All that differs in what the two ask, sorted; equal digests but for names give none."""
    return tuple(sorted(_of(_flat(old), _flat(new))))


def _of(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for where in before.keys() | after.keys():
        pair = before.get(where, ""), after.get(where, "")
        if pair[0] != pair[1]:
            yield Difference(where, *pair)


def _flat(policy: Policy) -> dict[str, str]:
    plain = to_plain(policy)
    flat = {key: _word(value) for key, value in plain.items() if key not in _SKIPPED}
    for part in ("intake", "decisions"):
        flat |= {f"{part} {key}": _word(value) for key, value in plain[part].items()}
    for floor in policy.floors:
        seen = ", ".join(floor.blinded_by) or "-"
        flat[f"floor {floor.family}"] = f"{floor.coverage:.0%} {floor.when_absent}; {seen}"
    for need in policy.documents:
        flat[f"document {need.kind}"] = f"{need.by}, {need.months} months, {need.names_version}"
    for control in policy.controls:
        stage = "announced" if control.is_announced else control.stage
        checks = ", ".join(control.checks) or "-"
        flat[control.id] = f"{control.mode}/{stage}>={control.blocks_at}: {checks}"
    return flat


def _word(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
