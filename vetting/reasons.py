"""Why a verdict is what it is, in a few lines for a head of office. Pure."""

from collections.abc import Mapping, Sequence

from vetting.model.finding import Finding
from vetting.model.policy import Stage
from vetting.model.scale import Severity
from vetting.model.text import Text, same
from vetting.model.verdict import ControlResult, FamilyResult, Overall, Status

_SHOWN_REASONS = 3
_SEVERITIES: Mapping[Severity, Text] = {
    Severity.CRITICAL: Text("kritis", "critical"),
    Severity.HIGH: Text("tinggi", "high"),
    Severity.MEDIUM: Text("sedang", "medium"),
    Severity.LOW: Text("rendah", "low"),
    Severity.INFO: Text("info", "info"),
}
_FAMILIES: Mapping[str, Text] = {
    "security": Text("Keamanan", "Security"),
    "accessibility": Text("Aksesibilitas", "Accessibility"),
    "privacy": Text("Pelindungan data pribadi", "Personal data protection"),
    "api": Text("Antarmuka API", "API"),
    "integrity": Text("Keutuhan aplikasi", "Integrity of the application"),
    "package": Text("Kelengkapan pengajuan", "Submission papers"),
}


def reasons_of(
    overall: Overall,
    controls: Sequence[ControlResult],
    families: Sequence[FamilyResult],
    found: Sequence[Finding],
    sandbox_is_sound: bool,
) -> tuple[Text, ...]:
    """The weightiest reasons, at most three, in an order of their own."""
    wanted = {
        Overall.FAIL: Status.UNMET,
        Overall.INCONCLUSIVE: Status.UNTESTED,
        Overall.CONDITIONAL: Status.REVIEW,
        Overall.PASS: Status.MET,
    }[overall]
    weights = {finding.fingerprint: finding for finding in found}
    weighty = [r for r in controls if r.status is wanted and r.control.stage is Stage.BLOCK]
    texts = [_because(result, weights) for result in _weightiest(weighty, weights)]
    texts.extend(_of_family(f) for f in families if f.status is wanted and wanted is not Status.MET)
    if not sandbox_is_sound:
        texts.insert(0, Text("Kotak pasir terlalu lemah untuk mendukung putusan.",
                             "The sandbox is too weak to support a verdict."))  # fmt: skip
    if not texts:
        texts.append(Text("Tidak ada kendali yang terbukti.", "No control was proved."))
    return tuple(texts[:_SHOWN_REASONS])


def _of_family(result: FamilyResult) -> Text:
    name = _FAMILIES.get(result.family, same(result.family))
    return Text(f"{name.id}: {result.reason.id}", f"{name.en}: {result.reason.en}")


def _worst(result: ControlResult, found: Mapping[str, Finding]) -> Severity:
    """Of the findings that alone make the control unmet."""
    weights = [found[name].severity for name in result.blocking if name in found]
    return max(weights, default=Severity.INFO)


def _weightiest(
    results: Sequence[ControlResult], found: Mapping[str, Finding]
) -> list[ControlResult]:
    """The few to tell: the gravest, of a field not told yet, with the most findings.

    A control behind which every finding was told already comes after all others.
    """
    left, chosen = list(results), list[ControlResult]()
    told: set[str] = set()
    fields: set[str] = set()

    def order(one: ControlResult) -> tuple[object, ...]:
        news = set(one.blocking) - told
        return (not news, -_worst(one, found), _fields(one, found) <= fields,
                -len(one.blocking), one.control.id)  # fmt: skip

    while left and len(chosen) < _SHOWN_REASONS:
        chosen.append(min(left, key=order))
        left.remove(chosen[-1])
        told.update(chosen[-1].blocking)
        fields |= _fields(chosen[-1], found)
    return chosen


def _fields(result: ControlResult, found: Mapping[str, Finding]) -> set[str]:
    """The families of the findings that count against it."""
    return {found[name].check.split("/")[0] for name in result.blocking if name in found}


def _because(result: ControlResult, found: Mapping[str, Finding]) -> Text:
    title, reason = result.control.title, result.reason
    if result.status is Status.UNMET and result.blocking:
        return _grave(result, found)
    return Text(f"{title.id}: {reason.id}", f"{title.en}: {reason.en}")


def _grave(result: ControlResult, found: Mapping[str, Finding]) -> Text:
    """For a head of office: what is not met, by how many findings, how grave, and in which field."""
    worst, number = _SEVERITIES[_worst(result, found)], len(result.blocking)
    named = [_FAMILIES.get(name, same(name)) for name in sorted(_fields(result, found))]
    where = Text(", ".join(one.id for one in named), ", ".join(one.en for one in named))
    plural = "finding" if number == 1 else "findings"
    title = result.control.title
    return Text(
        f"{title.id}: {number} temuan menggagalkan, terberat {worst.id} ({where.id}).",
        f"{title.en}: {number} {plural} failing it, the gravest {worst.en} ({where.en}).",
    )
