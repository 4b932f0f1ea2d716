"""Whatever an archive, a tool or a policy can put into a report, no renderer fails on it."""

import io
import json

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.cells import cell_len
from rich.console import Console

from tests.unit.render.test_junit import STRICT
from vetting.content import load
from vetting.model.facts import Framework
from vetting.model.finding import Excerpt, Finding, Place, Step
from vetting.model.outcome import Failed, NotApplicable, NotRun, Ran, Reason, Scope, Skip, Tool
from vetting.model.policy import Citation, Control, Tier
from vetting.model.report import Basis, CheckResult, Completeness, Refusal, Report, Subject
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.model.verdict import ControlResult, FamilyResult, Overall, Status, Verdict
from vetting.render import FORMATS, read_report
from vetting.render.terminal import print_report

hard = st.sampled_from([
    "<script>", "\x1b]0;judul\x07", "\u202e", "\ud800", "\udc80", "\x00", "]]>", "|", "`", "\n# x",
    "{{x}}", "{x}", "%s", "\ufffe", "\U000e0001", "[bold]", "..", "/", ":", "é", "\u0301" * 50,
])  # fmt: skip
words = st.lists(hard | st.text(st.characters(), max_size=4), max_size=4).map("".join)
numbers = st.integers(0, 2**40)
texts = st.builds(Text, words.filter(bool), words.filter(bool))


def few(items, size=3):
    return st.lists(items, max_size=size).map(tuple)


names = few(words)
places = st.builds(Place, words, numbers, numbers, words)
findings = st.builds(
    Finding, rule=words, anchor=words, evidence=words, tool=words, message=texts, place=places,
    check=words, severity=st.sampled_from(Severity), confidence=st.sampled_from(Confidence),
    excerpt=st.none() | st.builds(Excerpt, numbers, names),
    steps=few(st.builds(Step, places, texts)), fix=st.none() | texts, cwe=few(numbers),
    references=names, fingerprint=words,
)  # fmt: skip
scopes = st.builds(
    Scope, numbers, numbers, numbers, words, few(st.builds(Skip, words, words))
)  # fmt: skip
outcomes = (
    st.builds(Ran, few(findings), scopes, st.builds(Tool, words, words, words))
    | st.builds(Failed, st.sampled_from(Reason), words, words)
    | st.builds(NotApplicable, texts)
    | st.builds(NotRun, texts)
)
checks = st.builds(
    CheckResult, id=words, title=texts, why=texts, fix=texts, severity=st.sampled_from(Severity),
    digest=words, engine=words, cwe=few(numbers), standards=names, outcome=outcomes,
)  # fmt: skip
controls = st.builds(
    Control, id=words, title=texts, checks=names, guidance=st.none() | texts,
    citation=st.builds(
        Citation, words, words, words, words, k_number=st.none() | numbers, note=words
    ),
)  # fmt: skip


@st.composite
def reports(draw):
    """A report whose controls sometimes name checks and findings that it really has."""
    made = draw(few(checks))
    found = [f for c in made if isinstance(c.outcome, Ran) for f in c.outcome.findings]
    prints = few(st.sampled_from([f.fingerprint for f in found] or [""]) | words)
    results = st.builds(
        ControlResult, control=controls, status=st.sampled_from(Status), reason=texts,
        findings=prints, blocking=prints,
    )  # fmt: skip
    families = st.builds(
        FamilyResult, words, st.sampled_from(Status), texts, *[numbers] * 5
    )  # fmt: skip
    return Report(
        completeness=draw(st.sampled_from(Completeness)),
        subject=draw(
            st.builds(
                Subject, words, words, words, numbers, words, numbers, numbers,
                few(st.tuples(words, words)),
            )
        ),
        basis=draw(
            st.builds(
                Basis, words, words, words, texts, words, words, st.sampled_from(Tier),
                st.dates(), words,
            )
        ),
        languages=draw(st.dictionaries(words, numbers, max_size=3)),
        frameworks=draw(few(st.builds(Framework, words, words, words))),
        checks=made,
        verdict=Verdict(
            draw(st.sampled_from(Overall)), draw(few(texts, 5)), draw(few(texts)),
            draw(few(results)), draw(few(families)),
        ),
        refusal=draw(st.none() | st.builds(Refusal, words, words, texts, texts)),
    )  # fmt: skip


content = load()
quietly = settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a report takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@quietly
@given(reports(), st.sampled_from(["id", "en"]))
def test_every_format_of_any_report_is_made_and_holds_together(report, language):
    made = {
        name: each.render(report, language, content)
        for name, each in FORMATS.items()
        if each.is_default
    }
    assert read_report(made["json"]).verdict.overall is report.verdict.overall
    assert FORMATS["json"].render(read_report(made["json"]), "id", content) == made["json"]
    STRICT.assertValid(etree.fromstring(made["junit"]))
    log = json.loads(made["sarif"])["runs"][0]
    assert len(log["results"]) == len(report.findings)
    html = made["html"].decode()
    assert html.count("<script>") == html.count("</script>") == 1
    assert html.replace("\n", "").replace("\t", "").isprintable()
    assert made["md"].decode().replace("\n", "").isprintable()


@quietly
@given(reports(), st.sampled_from(["id", "en"]), st.integers(20, 120))
def test_any_report_is_printed_within_the_screen(report, language, width):
    stream = io.StringIO()
    print_report(report, Console(file=stream, width=width), language, content)
    lines = stream.getvalue().split("\n")
    assert all(line.isprintable() for line in lines)
    assert max(cell_len(line) for line in lines) <= min(width, 80)
