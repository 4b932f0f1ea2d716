"""`junit.xml`: one test case a control, in the form that Jenkins and GitLab read.

The first case is the verdict itself, so that a refused or interrupted run, which has no controls
to fail, can never show as an empty and therefore green suite.
"""

from xml.sax.saxutils import escape, quoteattr

from vetting.content import Content
from vetting.model.finding import Finding
from vetting.model.report import Completeness, Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult, Overall, Status
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.summary import Summary, is_noted_only
from vetting.render.visible import clipped, named, visible

LISTED = 20
_KINDS = ("failure", "error", "skipped")
_OVERALL = {
    Overall.PASS: "", Overall.CONDITIONAL: "skipped", Overall.INCONCLUSIVE: "error",
    Overall.FAIL: "failure",
}  # fmt: skip
_STATUS = {
    Status.MET: "", Status.UNMET: "failure", Status.UNTESTED: "error", Status.REVIEW: "skipped",
    Status.NOT_APPLICABLE: "skipped",
}  # fmt: skip


def render(report: Report, language: Language, content: Content) -> bytes:
    """The XML document in UTF-8."""
    suite = _Suite(Summary(report), catalogue(content, language))
    return suite.document().encode(errors="backslashreplace")


def _attributes(**values: object) -> str:
    return "".join(f" {name}={quoteattr(visible(str(value)))}" for name, value in values.items())


class _Suite:
    """One suite, made of one report."""

    def __init__(self, summary: Summary, labels: Catalogue) -> None:
        self.summary, self.t = summary, labels
        self.report = summary.report
        found = (finding for group in summary.groups for finding in group.findings)
        self.by_fingerprint = {finding.fingerprint: finding for finding in found}

    def document(self) -> str:
        """The whole file."""
        cases = [self._verdict(), *map(self._control, self.report.verdict.controls)]
        kinds = [kind for kind, _ in cases]
        numbers = {name: kinds.count(name) for name in _KINDS}
        counts = _attributes(tests=len(cases), failures=numbers["failure"], errors=numbers["error"])
        skipped = _attributes(skipped=numbers["skipped"])
        name = _attributes(name=f"vet {self.report.basis.policy_id} {self.report.basis.tier}")
        body = "".join(text for _, text in cases)
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{counts}>\n'
            f"<testsuite{name}{counts}{skipped}>\n{body}</testsuite>\n</testsuites>\n"
        )

    def _case(self, group: str, name: str, kind: str, message: str, body: str) -> tuple[str, str]:
        head = f"<testcase{_attributes(classname=group, name=clipped(name, 500))}"
        if not kind:
            return kind, f"{head}/>\n"
        # Jenkins's schema gives a skipped case no message: there the text begins with it.
        is_skipped = kind == "skipped"
        shown = "" if is_skipped else _attributes(message=clipped(message, 1000))
        body = f"{clipped(message, 1000)}\n{body}".rstrip() if is_skipped else body
        text = escape(visible(body, keep="\n"))
        return kind, f"{head}><{kind}{shown}>{text}</{kind}></testcase>\n"

    def _verdict(self) -> tuple[str, str]:
        report, t = self.report, self.t
        kind = _OVERALL[report.verdict.overall]
        word = t(f"verdict.{report.verdict.overall}")
        if report.completeness is not Completeness.COMPLETE:
            kind = kind if kind == "failure" else "error"
            word = t(f"banner.{report.completeness}")
        reasons = [*report.verdict.reasons, *report.verdict.next_steps]
        lines = [t.text(reason) for reason in reasons]
        if "provisional" in self.summary.banners:
            level = t.known("sandbox", report.basis.sandbox)
            word = f"{t('banner.provisional')}: {word}"
            lines.insert(0, t("banner.provisional-why", level=level))
        body = "\n".join(lines)
        return self._case("vet", t("headings.verdict"), kind, word, body)

    def _control(self, item: ControlResult) -> tuple[str, str]:
        t, control = self.t, item.control
        kind = _STATUS[item.status]
        words = f"{t(f'status.{item.status}')}: {t.text(item.reason)}"
        if kind == "failure" and is_noted_only(item):
            kind = "skipped"
            mark = "announced" if control.is_announced else "observed"
            words = f"{words} ({t(f'marks.{mark}')})"
        law = control.citation
        mark = "" if law.is_firm else f" ({t('marks.to-verify')})"
        lines = [f"{law.source}, {law.article}{mark}", *self._causes(item), *self._places(item),
                 *self._decided(item)]  # fmt: skip
        name = f"{control.id}: {t.text(control.title)}"
        group = f"vet.{control.id.split('/')[0]}"
        return self._case(group, name, kind, words, "\n".join(lines))

    def _causes(self, item: ControlResult) -> list[str]:
        t = self.t
        return [
            f"{check}: {t(f'failure.{failed.reason}.cause')} {t(f'failure.{failed.reason}.remedy')}"
            for check, failed in self.summary.failures_of(item)
        ]

    def _decided(self, item: ControlResult) -> list[str]:
        """What people decided for this control, and the vendor's answers to its findings."""
        t = self.t
        known = (self.summary.decisions_by_id.get(name) for name in item.decisions)
        lines = [
            f"{t(f'decision.{d.kind}')} ({t(f'standing.{d.standing}')}, {d.signer}): {d.statement}"
            for d in known
            if d
        ]
        answers = [self.summary.answers[n] for n in item.findings if n in self.summary.answers]
        lines += [
            f"{t('fields.answer')} {a.fingerprint[:8]}: {t(f'answer.{a.answer}')}: {a.explanation}"
            for a in answers[:LISTED]
        ]
        return [named(line, 600) for line in lines]

    def _places(self, item: ControlResult) -> list[str]:
        names = item.blocking or item.findings
        found = [self.by_fingerprint[name] for name in names if name in self.by_fingerprint]
        lines = [self._line(finding) for finding in found[:LISTED]]
        if len(found) > LISTED:
            left = self.t.number(len(found) - LISTED)
            lines.append(self.t("and-more", count=left, file="laporan.vet.json"))
        return lines

    def _line(self, finding: Finding) -> str:
        place, severity = finding.place, self.t(f"severity.{finding.severity}")
        path = named(place.path) or self.t("whole-application")
        message = named(self.t.text(finding.message))
        return f"[{severity}] {path}:{place.line} {message} ({finding.check})"
