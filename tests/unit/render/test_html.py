import base64
import hashlib
import re
import time
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.unit.render import builder
from vetting.content import load
from vetting.model.outcome import Ran, Skip
from vetting.model.report import Completeness
from vetting.model.text import Text
from vetting.render.html import page, pages, render

VOID = {"meta", "input", "br", "link"}
OPTIONAL_END = {"li"}


class Page(HTMLParser):
    """What a reader without a browser can say of a page: elements, attributes and its text."""

    def __init__(self, body):
        super().__init__()
        self.elements, self.open, self.words, self.problems = [], [], [], []
        self.feed(body.decode())
        self.close()
        self.problems += [f"left open: {tag}" for tag in self.open if tag not in OPTIONAL_END]

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open[-1] in OPTIONAL_END and self.open[-1] != tag:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"stray end: {tag}")

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self):
        return " ".join("".join(self.words).split())

    def values(self, name):
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def read(report, language="id"):
    return Page(render(report, language, load()))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "make", [builder.report, builder.passing, builder.refused, builder.hostile]
)
def test_pages_are_well_formed_and_their_links_lead_somewhere(make, language):
    shown = read(make(), language)
    assert shown.problems == []
    ids = shown.values("id")
    assert len(ids) == len(set(ids))
    targets = [link[1:] for link in shown.values("href") if link.startswith("#")]
    assert targets
    assert set(targets) <= set(ids)
    assert shown.values("lang")[0] == language


def test_the_policy_of_the_page_admits_its_own_style_and_script_only():
    body = render(builder.hostile(), "id", load()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', body)[1]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", body, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_from_outside_is_loaded_and_nothing_hostile_is_markup():
    shown = read(builder.hostile())
    tags = [tag for tag, _ in shown.elements]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "iframe", "link", "object", "base", "svg"} & set(tags)
    assert shown.values("src") == []
    assert [name for _, a in shown.elements for name in a if name.startswith("on")] == []
    assert [link for link in shown.values("href") if not link.startswith("#")] == []
    assert "<script>alert(1)</script>" in shown.text


def test_hidden_characters_are_shown_by_their_code_point():
    body = render(builder.hostile(), "id", load()).decode()
    for hidden in ("\x1b", "\u202e", "\x00", "\u200b", "\U000e0041"):
        assert hidden not in body
        assert f"<i>U+{ord(hidden):04X}</i>" in body


def test_the_verdict_comes_first_then_reasons_steps_controls_findings_coverage_basis():
    report = builder.report()
    text = read(report).text
    order = [
        "TIDAK LULUS", report.verdict.reasons[0].id, report.verdict.next_steps[0].id,
        "Tiap kualifikasi, hasilnya", "Dikelompokkan per pemeriksaan", "Apa yang diperiksa",
        "Berkas dan dasar yang sama", "tidak menggantikan audit keamanan SPBE",
    ]  # fmt: skip
    places = [text.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "24 November 2026" in text
    assert "sertifikat" not in text.lower()


def test_only_three_reasons_are_printed():
    reasons = tuple(Text(f"alasan-{n}", f"reason-{n}") for n in range(5))
    report = builder.report()
    text = read(replace(report, verdict=replace(report.verdict, reasons=reasons))).text
    assert [f"alasan-{n}" in text for n in range(5)] == [True, True, True, False, False]


def test_articles_that_are_not_firm_and_controls_to_come_are_marked():
    text = read(builder.report()).text
    assert "Pasal 27 ayat (4) huruf h (K25)" in text
    assert "Pasal 27 ayat (4) huruf h perlu verifikasi" in text
    assert "akan wajib mulai 16 Januari 2027" in text
    assert "perlu verifikasi" not in read(builder.passing_firm()).text


def test_coverage_tells_what_was_not_looked_at_and_what_to_do():
    text = read(builder.report()).text
    assert "120 dari 123 berkas (97,5 %)" in text
    assert "app/Rusak.php: tidak dapat diurai" in text
    assert "data/besar.php: terlalu besar: 12 MB" in text
    assert "Batas waktu terlampaui sebelum pemeriksaan selesai." in text
    assert "Naikkan batas dengan `--timeout`" in text
    assert "Tidak ada berkas OpenAPI." in text


def test_a_long_list_of_skipped_files_is_cut_with_its_full_number():
    first = builder.check()
    skipped = tuple(Skip(f"berkas{n}.php", "too-large") for n in range(1234))
    scope = replace(first.outcome.scope, skipped=skipped)
    report = builder.report(checks=(replace(first, outcome=replace(first.outcome, scope=scope)),))
    text = read(report).text
    assert "1.234 dilewati" in text
    assert "dan 1.184 lagi" in text
    assert "berkas49.php" in text
    assert "berkas50.php" not in text


def test_runs_that_are_no_whole_result_are_marked_above_the_verdict():
    refused = read(builder.refused()).text
    assert refused.index("DITOLAK DI PENERIMAAN") < refused.index("BELUM DAPAT DISIMPULKAN")
    assert "../../etc/passwd" in refused
    stopped = read(builder.report(completeness=Completeness.INTERRUPTED)).text
    assert stopped.index("TIDAK LENGKAP") < stopped.index("TIDAK LULUS")
    weak = read(builder.report(basis=builder.basis(sandbox="rlimits"))).text
    assert weak.index("SEMENTARA") < weak.index("TIDAK LULUS")
    whole = read(builder.report()).text
    assert "TIDAK LENGKAP" not in whole
    assert "SEMENTARA" not in whole


def test_every_finding_is_there_with_code_steps_and_fingerprint():
    report = builder.report(40)
    shown = read(report)
    assert len(report.findings) == 40
    for finding in report.findings:
        assert f"t{finding.fingerprint}" in shown.values("id")
        assert f"{finding.place.path}:{finding.place.line}" in shown.text
    assert shown.text.count("Masukan pengguna dibaca") == sum(
        bool(finding.steps) for finding in report.findings
    )
    assert shown.values("class").count("on") == 40


def test_an_endless_line_and_an_endless_excerpt_are_cut():
    check = builder.check(count=1)
    finding = check.outcome.findings[0]
    long = replace(finding, excerpt=replace(finding.excerpt, lines=("x" * 100_000,) * 50))
    outcome = Ran((long,), check.outcome.scope, check.outcome.tool)
    body = render(builder.report(checks=(replace(check, outcome=outcome),)), "id", load())
    assert len(body) < 100_000


def test_the_two_languages_link_to_each_other():
    made = pages(builder.report(), "id", load())
    assert set(made) == {"laporan.html", "laporan.en.html"}
    assert 'href="laporan.en.html"' in made["laporan.html"].decode()
    assert 'href="laporan.html"' in made["laporan.en.html"].decode()
    assert "FAIL" in Page(made["laporan.en.html"]).text
    assert set(pages(builder.report(), "en", load(), "x.html")) == {"x.html", "x.id.html"}
    assert b"hreflang" not in page(builder.report(), "id", load(), None)


def test_ten_thousand_findings_take_a_second_and_eight_megabytes():
    report = builder.report(10_000, extra_checks=40)
    render(builder.report(), "id", load())  # reads the templates
    spent = []
    for _ in range(2):
        begun = time.process_time()
        body = render(report, "id", load())
        spent.append(time.process_time() - begun)
    assert body.count(b'<li class="f ') == 10_000
    assert len(body) <= 8_000_000
    assert min(spent) <= 4.0
