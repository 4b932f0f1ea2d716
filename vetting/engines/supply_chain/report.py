"""How a vulnerable package is told: message, upgrade, severity; one finding a fault."""

from collections.abc import Iterator, Sequence

from vetting.advisories.match import Answer, Vulnerability
from vetting.model.bill import Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Step
from vetting.model.outcome import Tool
from vetting.model.scale import Severity
from vetting.model.text import Text

RULE = "known-vulnerability"
LEAST_TOLD_EPSS = 0.1
"""EPSS scores from here on are told to the reader; nineteen of twenty CVEs score lower."""

MOST_STEPS = 8
_MOST_NAMED = 3
_ALSO = Text("paket yang sama juga disebut di sini", "the same package is also named here")


def findings(
    check: Check,
    uses: Sequence[Component],
    answer: Answer,
    tool: Tool,
    wanted_by: Sequence[str] = (),
) -> Iterator[Finding]:
    """One finding for each fault of one package version, wherever the package is named.

    `wanted_by` are the direct packages that lead to it, where the lock file tells.
    """
    first = uses[0]
    for fault in answer.vulnerabilities:
        yield check.finding(
            RULE,
            first.place,
            anchor=f"{first.name}@{first.version} {fault.name}",
            message=_message(uses, fault, wanted_by),
            severity=_severity(check, uses, fault),
            evidence=f"{first.name} {first.version}",
            fix=_fix(first, fault, answer),
            references=(*fault.ids, *fault.vectors),
            steps=also(uses),
            tool=tool.name,
        )


def also(uses: Sequence[Component]) -> tuple[Step, ...]:
    """The places that name the same package again."""
    return tuple(Step(use.place, _ALSO) for use in uses[1 : 1 + MOST_STEPS])


def listed(names: Sequence[str]) -> str:
    """The first few of the names, and a sign that there are more."""
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def brought(text: Text, parents: Sequence[str]) -> Text:
    """The text, with the packages that bring in what it is about."""
    if not parents:
        return text
    note = Text(" (dibawa oleh {names})", " (brought in by {names})").format(names=listed(parents))
    return Text(text.id + note.id, text.en + note.en)


def lift(parents: Sequence[str]) -> Text:
    """What helps against a package that others bring in."""
    return Text(
        "Naikkan, ganti, atau lepas {names}: paket itulah yang membawanya.",
        "Raise, replace or drop {names}: that is the package which brings it in.",
    ).format(names=listed(parents))


def _severity(check: Check, uses: Sequence[Component], fault: Vulnerability) -> Severity:
    """The fault's own rating, at least high where it is known to be exploited.

    A record that states none counts as the check's own. A package that is used for development
    only counts one step less: it should not reach the server.
    """
    worst = check.severity if fault.severity is None else fault.severity
    if fault.signal.exploited_on:
        worst = Severity(max(worst, Severity.HIGH))
    is_dev = all(use.is_dev for use in uses)
    return Severity(max(worst - 1, Severity.LOW)) if is_dev else Severity(worst)


def _message(uses: Sequence[Component], fault: Vulnerability, wanted_by: Sequence[str]) -> Text:
    first = uses[0]
    text = Text(
        "{package} {version} memiliki kerentanan yang diketahui: {name}",
        "{package} {version} has a known vulnerability: {name}",
    ).format(package=first.name, version=first.version, name=fault.name)
    notes = [*_notes(uses, fault, wanted_by)]
    if not notes:
        return text
    return Text(
        f"{text.id} ({'; '.join(note.id for note in notes)})",
        f"{text.en} ({'; '.join(note.en for note in notes)})",
    )


def _notes(
    uses: Sequence[Component], fault: Vulnerability, wanted_by: Sequence[str]
) -> Iterator[Text]:
    """How near the fault is: exploited, for development only, needed by another package."""
    signal = fault.signal
    if signal.exploited_on:
        yield Text("sudah dipakai penyerang sejak {day}", "exploited since {day}").format(
            day=signal.exploited_on
        )
    if signal.epss >= LEAST_TOLD_EPSS:
        yield Text("EPSS {share}", "EPSS {share}").format(share=f"{signal.epss:.0%}")
    if all(use.is_dev for use in uses):
        yield Text("paket pengembangan", "development package")
    directness = {use.is_direct for use in uses}
    if directness == {False}:
        yield (
            Text("dibutuhkan oleh {names}", "needed by {names}").format(names=listed(wanted_by))
            if wanted_by
            else Text("dibutuhkan oleh paket lain", "needed by another package")
        )


def _fix(component: Component, fault: Vulnerability, answer: Answer) -> Text:
    if not (fault.fixed or answer.upgrade):
        return Text(
            "Belum diketahui versi {package} yang bersih dari kerentanan ini: ganti dengan paket "
            "lain, atau ajukan pengecualian beserta mitigasinya.",
            "No version of {package} is known to be free of this: replace it, or apply for a "
            "waiver that states the mitigation.",
        ).format(package=component.name)
    target = answer.upgrade or fault.fixed
    text = Text(
        "Naikkan {package} ke versi {version} atau yang lebih baru, perbarui berkas kunci, lalu "
        "uji ulang aplikasi.",
        "Raise {package} to {version} or later, update the lock file, and test again.",
    ).format(package=component.name, version=target)
    if fault.fixed and fault.fixed != target:
        tail = Text(" Kerentanan ini saja sudah diperbaiki di {fixed}.",
                    " This one alone is mended in {fixed}.").format(fixed=fault.fixed)  # fmt: skip
        text = Text(text.id + tail.id, text.en + tail.en)
    if component.is_copy:
        return Text(
            "Ganti salinan ini dengan {package} {version} atau yang lebih baru, lalu uji ulang aplikasi.",
            "Replace this copy by {package} {version} or later, and test the application again.",
        ).format(package=component.name, version=target)
    if component.is_direct is False:
        return _by_another(text)
    return text


def _by_another(text: Text) -> Text:
    tail = Text(
        "Paket ini dibutuhkan paket lain: naikkan paket itu bila perlu.",
        "Another package needs this one: raise that package where necessary.",
    )
    return Text(f"{text.id} {tail.id}", f"{text.en} {tail.en}")
