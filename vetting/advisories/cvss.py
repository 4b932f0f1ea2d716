"""The base score of CVSS 3 and 4 vectors, by the `cvss` library of Red Hat."""

from vetting.model.scale import Severity

METHODS = {"CVSS:3.0": "CVSSv3", "CVSS:3.1": "CVSSv31", "CVSS:4.0": "CVSSv4"}
"""The front of each vector we score, and CycloneDX's name of the method."""


def base_score(vector: str) -> float:
    """0.0 to 10.0 with one decimal; raises ValueError for anything but a whole vector."""
    from cvss import CVSS3, CVSS4, CVSSError  # type: ignore[import-untyped]

    front = vector.partition("/")[0]
    if front not in METHODS:
        raise ValueError(f"{front!r:.20} is not CVSS 3 or 4")
    try:
        scored = CVSS4(vector) if front == "CVSS:4.0" else CVSS3(vector)
    except CVSSError as error:
        raise ValueError(f"no whole vector: {error}"[:120]) from error
    return float(scored.base_score)


def rating(score: float) -> Severity:
    """The qualitative rating, equal in both: none, low, medium, high, critical."""
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
    for bound, severity in bounds:
        if score >= bound:
            return severity
    return Severity.LOW if score > 0 else Severity.INFO
