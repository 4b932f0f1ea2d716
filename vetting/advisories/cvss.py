"""The base score of CVSS 3.0 and 3.1, from the formulas of the FIRST specification."""

from vetting.model.scale import Severity

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}


def base_score(vector: str) -> float:
    """0.0 to 10.0 with one decimal; raises ValueError for anything but a whole v3 vector."""
    version, *fields = vector.split("/")
    if version not in ("CVSS:3.0", "CVSS:3.1"):
        raise ValueError(f"{version} is not CVSS 3")
    metric = dict(field.split(":", 1) for field in fields)
    try:
        weight = {name: table[metric[name]] for name, table in _WEIGHTS.items()}
        scope = metric["S"]
        weight["PR"] = _PRIVILEGES[scope][metric["PR"]]
    except KeyError as error:
        raise ValueError(f"the vector lacks {error}") from None
    lost = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    changed = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15
    impact = changed if scope == "C" else 6.42 * lost
    if impact <= 0:
        return 0.0
    ease = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    return _up(min((1.08 if scope == "C" else 1.0) * (impact + ease), 10))


def _up(value: float) -> float:
    """The smallest number with one decimal that is not less, free of float dust."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


def rating(score: float) -> Severity:
    """The qualitative rating of section 5: none, low, medium, high, critical."""
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
    for bound, severity in bounds:
        if score >= bound:
            return severity
    return Severity.LOW if score > 0 else Severity.INFO
