"""Small valid model values for tests."""

from pathlib import Path
from typing import Any

from vetting.model.check import AppliesTo, Check
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Outcome, Ran, Scope, Tool
from vetting.model.policy import Citation, Control, Floor, Mode, Policy, Stage, Tier, WhenAbsent
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same

CITATION = Citation("Peraturan Uji 1/2026", "Pasal 1", "verified-by-source", "primary")


def check(name: str = "security/a", **changes: Any) -> Check:
    values: dict[str, Any] = {
        "id": name,
        "title": same(name),
        "why": same("why"),
        "fix": same("general fix"),
        "severity": Severity.HIGH,
        "maturity": "stable",
        "applies_to": AppliesTo(),
        "engine": "files",
        "folder": Path("nowhere"),
        "digest": "d" * 64,
    }
    return Check(**(values | changes))


def finding(
    check_id: str = "security/a",
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.HIGH,
    *,
    line: int = 1,
    anchor: str = "x",
    path: str = "a.php",
    fingerprint: str = "",
) -> Finding:
    return Finding(
        check=check_id,
        rule="r",
        severity=severity,
        confidence=confidence,
        message=Text("pesan", "message"),
        place=Place(path, line),
        anchor=anchor,
        fingerprint=fingerprint,
    )


def ran(*findings: Finding, eligible: int = 10, examined: int = 10) -> Outcome:
    return Ran(tuple(findings), Scope(eligible, examined), Tool("t", "1"))


def control(
    *checks: str,
    name: str = "C/1",
    mode: Mode = Mode.AUTOMATED,
    stage: Stage = Stage.BLOCK,
    blocks_at: Severity = Severity.HIGH,
) -> Control:
    return Control(name, same(name), CITATION, mode, stage, checks, blocks_at)


def policy(*controls: Control, floors: tuple[Floor, ...] = ()) -> Policy:
    return Policy(
        id="p",
        version="1",
        title=same("p"),
        tier=Tier.TINGGI,
        controls=controls,
        floors=floors,
        max_data_age_days=30,
        blocking_confidence=Confidence.HIGH,
        reviews_at=Severity.MEDIUM,
        conditional_is_pass=False,
        digest="p" * 64,
    )


def floor(family: str = "security", coverage: float = 0.9) -> Floor:
    return Floor(family, coverage, WhenAbsent.INCONCLUSIVE)
