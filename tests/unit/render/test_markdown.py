import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render import builder
from vetting.content import load
from vetting.model.text import Text, same
from vetting.model.verdict import Status
from vetting.render.markdown import FIXES, MAX_BYTES, code, escaped, render


def page(report, language="id"):
    return render(report, language, load()).decode()


def test_the_page_holds_verdict_reasons_steps_fixes_and_open_controls():
    report = builder.report()
    text = page(report)
    assert "**Putusan: TIDAK LULUS**" in text
    assert all(reason.id in text for reason in report.verdict.reasons)
    assert all(step.id in text for step in report.verdict.next_steps)
    assert "6 temuan, mulai dari `app/Http/Controllers/" in text
    assert "tidak menggantikan audit keamanan SPBE" in text
    rows = [line for line in text.splitlines() if line.startswith("| Masukan pengguna")]
    assert len(rows) == 4
    assert any("(akan wajib)" in row for row in rows)
    assert any("(perlu verifikasi)" in row for row in rows)


def test_at_most_ten_fixes_are_listed():
    text = page(builder.report(200, extra_checks=30))
    section = text.split("## Perbaikan yang didahulukan")[1].split("## ")[0]
    assert section.count("\n1. ") == FIXES == 10


def test_runs_that_are_no_whole_result_are_marked():
    assert "**DITOLAK DI PENERIMAAN**" in page(builder.refused())
    assert "**SEMENTARA**" in page(builder.report(basis=builder.basis(sandbox="none")))
    assert "**INCOMPLETE**" not in page(builder.report(), "en")


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>", "[klik](javascript:alert(1))", "![a](http://x.id/p.png)",
        "`kode`", "# judul", "- butir", "1. nomor", "= garis", "a|b|c", "*tebal* _miring_ ~~coret~~",
        "https://contoh.id", "www.contoh.id", "@orang", "&lt;b&gt;", "a\nb", "$x^2$", "#12",
    ],
)  # fmt: skip
def test_hostile_text_begins_no_markup(hostile):
    shown = escaped(hostile)
    bare = re.sub(r"\\.", "", shown)
    assert not re.search(r"[<>`*_\[\]#|~@\n$^]", bare.replace("&#64;", "").replace("&#58;", "")
                         .replace("&#46;", ""))  # fmt: skip
    assert "://" not in shown
    assert "www." not in shown
    assert not re.match(r"(\d+[.)]|[+=-])", shown)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attributes):
        self.seen.append(tag)


@given(st.text(st.characters()))
def test_no_text_becomes_a_tag_or_ends_its_code_span(text):
    tags = Tags()
    tags.feed(escaped(text) + code(text))
    tags.close()
    assert tags.seen == []
    span = code(text)
    assert span.count("`") == 2
    assert "|" not in span
    assert span.isprintable()


def test_the_page_stays_below_the_limit_and_says_that_it_was_cut():
    title = "Kendali yang sangat panjang " * 12
    controls = tuple(
        builder.control(n, Status.UNMET, title=same(f"{n} {title}")) for n in range(4000)
    )
    report = builder.report()
    verdict = replace(report.verdict, controls=controls, reasons=(Text("a", "b"),))
    body = render(replace(report, verdict=verdict), "id", load())
    assert len(body) <= MAX_BYTES < 2**20
    assert body.decode().rstrip().endswith("daftar lengkapnya ada di laporan.html.]")
    assert "Dipotong" not in page(report)
