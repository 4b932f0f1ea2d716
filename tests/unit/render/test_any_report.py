"""Whatever an archive, a tool or a policy can put into a report, no renderer fails on it."""

import io
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from rich.console import Console

from tests.unit.render.test_junit import SCHEMA
from vetting.content import load
from vetting.model.finding import Finding
from vetting.model.report import Report
from vetting.model.text import Text
from vetting.render import FORMATS, read_report
from vetting.render.terminal import print_report

hard = st.sampled_from([
    "<script>", "\x1b]0;judul\x07", "\u202e", "\ud800", "\udc80", "\x00", "]]>", "|", "`", "\n# x",
    "{{x}}", "{x}", "%s", "\ufffe", "\U000e0001", "[bold]", "..", "/", ":", "é", "\u0301" * 50,
])  # fmt: skip
words = st.lists(hard | st.text(st.characters(), max_size=4), max_size=4).map("".join)
numbers = st.integers(0, 2**40)
texts = st.builds(Text, words.filter(bool), words.filter(bool))
findings = st.builds(Finding)


def _register():
    st.register_type_strategy(str, words)
    st.register_type_strategy(int, numbers)
    st.register_type_strategy(Text, texts)


_register()
reports = st.from_type(Report)
content = load()
quietly = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@quietly
@given(reports, st.sampled_from(["id", "en"]))
def test_every_format_of_any_report_is_made_and_holds_together(report, language):
    made = {name: each.render(report, language, content) for name, each in FORMATS.items()}
    assert read_report(made["json"]).verdict.overall is report.verdict.overall
    assert FORMATS["json"].render(read_report(made["json"]), "id", content) == made["json"]
    SCHEMA.assertValid(etree.fromstring(made["junit"]))
    log = json.loads(made["sarif"])["runs"][0]
    assert len(log["results"]) == len(report.findings)
    html = made["html"].decode()
    assert html.count("<script>") == html.count("</script>") == 1
    assert html.replace("\n", "").replace("\t", "").isprintable()
    assert made["md"].decode().replace("\n", "").isprintable()


@quietly
@given(reports, st.sampled_from(["id", "en"]), st.integers(20, 120))
def test_any_report_is_printed_within_the_screen(report, language, width):
    stream = io.StringIO()
    print_report(report, Console(file=stream, width=width), language, content)
    lines = stream.getvalue().split("\n")
    assert all(line.isprintable() for line in lines)
    assert max(len(line.rstrip()) for line in lines) <= min(width, 80)
