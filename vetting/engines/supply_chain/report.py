"""How a vulnerable package is told: message, upgrade, severity."""

from collections.abc import Sequence

from vetting.advisories.match import Answer
from vetting.model.bill import Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Step
from vetting.model.outcome import Tool
from vetting.model.scale import Severity
from vetting.model.text import Text

_SHOWN = 4
_MOST_STEPS = 8
_ALSO = Text("paket yang sama juga disebut di sini", "the same package is also named here")


def finding(check: Check, uses: Sequence[Component], answer: Answer, tool: Tool) -> Finding:
    """One finding for one package version, wherever it is named, with all its advisories.

    A package that is used for development only counts one step less: it should not reach the
    server. A record that states no severity counts as the check's own.
    """
    first = uses[0]
    is_dev = all(use.is_dev for use in uses)
    worst = max(
        check.severity if v.severity is None else v.severity for v in answer.vulnerabilities
    )
    severity = Severity(max(worst - 1, Severity.LOW)) if is_dev else worst
    return check.finding(
        "known-vulnerability",
        first.place,
        anchor=f"{first.name}@{first.version}",
        message=_message(first, answer, is_dev),
        severity=severity,
        evidence=f"{first.name} {first.version}",
        fix=_fix(first, answer),
        references=tuple(name for v in answer.vulnerabilities for name in v.ids),
        steps=tuple(Step(use.place, _ALSO) for use in uses[1 : 1 + _MOST_STEPS]),
        tool=tool.name,
    )


def _message(component: Component, answer: Answer, is_dev: bool) -> Text:
    names = [v.name for v in answer.vulnerabilities]
    listed = ", ".join(names[:_SHOWN])
    more = len(names) - _SHOWN
    text = Text(
        "{package} {version} memiliki {count} kerentanan yang diketahui: {names}",
        "{package} {version} has {count} known vulnerabilities: {names}"
        if len(names) > 1
        else "{package} {version} has a known vulnerability: {names}",
    ).format(package=component.name, version=component.version, count=len(names), names=listed)
    tail = Text(" dan {more} lainnya", " and {more} more").format(more=more)
    dev = Text(" (paket pengembangan)", " (development package)")
    return Text(
        text.id + (tail.id if more > 0 else "") + (dev.id if is_dev else ""),
        text.en + (tail.en if more > 0 else "") + (dev.en if is_dev else ""),
    )


def _fix(component: Component, answer: Answer) -> Text:
    if answer.upgrade:
        return Text(
            "Naikkan {package} ke versi {version} atau yang lebih baru, perbarui berkas kunci, "
            "lalu uji ulang aplikasi.",
            "Raise {package} to {version} or later, update the lock file, and test again.",
        ).format(package=component.name, version=answer.upgrade)
    return Text(
        "Belum diketahui versi {package} yang bersih dari semua kerentanan ini: ganti dengan "
        "paket lain, atau ajukan pengecualian beserta mitigasinya.",
        "No version of {package} is known to be free of all of these: replace it, or apply for "
        "a waiver that states the mitigation.",
    ).format(package=component.name)
