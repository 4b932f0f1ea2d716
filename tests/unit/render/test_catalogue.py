import ast
import string
from datetime import date
from pathlib import Path

import pytest

import vetting
from vetting.content import Content, load
from vetting.model.check import FAMILIES
from vetting.model.errors import BadContent
from vetting.model.outcome import Reason
from vetting.model.policy import Mode, Tier
from vetting.model.report import Completeness
from vetting.model.scale import Confidence, Severity
from vetting.model.text import LANGUAGES
from vetting.model.verdict import Overall, Status
from vetting.render.catalogue import catalogue
from vetting.sandbox.job import Level

ID, EN = (catalogue(load(), language) for language in LANGUAGES)
NEEDED = [
    *(f"failure.{reason}.{part}" for reason in Reason for part in ("cause", "remedy")),
    *(f"{group}.{each}" for group in ("verdict", "meaning") for each in Overall),
    *(f"{group}.{each}" for group in ("status", "evidence") for each in Status),
    *(f"tier.{each}" for each in Tier),
    *(f"mode.{each}" for each in Mode),
    *(f"severity.{each}" for each in Severity),
    *(f"confidence.{each}" for each in Confidence),
    *(f"family.{each}" for each in FAMILIES),
    *(f"sandbox.{each}" for each in Level),
    *(f"banner.{each}" for each in Completeness),
]


def places(label):
    return {name for _, name, _, _ in string.Formatter().parse(label) if name is not None}


def test_both_languages_have_the_same_labels_with_the_same_places():
    assert set(ID.labels) == set(EN.labels)
    uneven = [key for key in ID.labels if places(ID.labels[key]) != places(EN.labels[key])]
    assert uneven == []
    assert [key for key, label in {**ID.labels, **EN.labels}.items() if not label.strip()] == []


@pytest.mark.parametrize("key", NEEDED)
def test_every_code_of_the_model_has_a_label(key):
    assert ID.has(key)


def skip_codes():
    """Every literal reason that an engine gives to `Skip`."""
    root = Path(vetting.__file__).parent / "engines"
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Skip":
                reason = node.args[1] if len(node.args) > 1 else None
                if isinstance(reason, ast.Constant):
                    yield file.name, reason.value


def test_every_skip_reason_of_the_engines_has_words():
    codes = set(skip_codes())
    assert codes
    assert [(file, code) for file, code in codes if ID.skip(code) == code] == []


def test_a_skip_reason_keeps_its_detail_and_an_unknown_one_its_code():
    assert ID.skip("too-large: 12 MB") == "terlalu besar: 12 MB"
    assert ID.skip("timed-out") == "batas waktu terlampaui"
    assert ID.skip("canary-missed").startswith("Alat tidak mengenali")
    assert ID.skip("kode-baru") == "kode-baru"


def test_the_word_for_an_accredited_statement_is_never_used():
    assert [key for key, label in ID.labels.items() if "sertifikat" in label.lower()] == []
    assert [key for key, label in EN.labels.items() if "certificate" in label.lower()] == []


def test_figures_follow_the_language():
    assert (ID.number(1234567), EN.number(1234567)) == ("1.234.567", "1,234,567")
    assert (ID.size(7_432_100), EN.size(7_432_100)) == ("7,4 MB", "7.4 MB")
    assert (ID.size(999), ID.size(1000), ID.size(0)) == ("999 B", "1 kB", "0 B")
    assert ID.date(date(2026, 11, 24)) == "24 November 2026"
    assert ID.date(date(2026, 8, 1)) == "1 Agustus 2026"
    assert EN.date(date(2026, 8, 1)) == "1 August 2026"


def test_a_percentage_has_its_denominator_and_is_never_rounded_up():
    assert ID.share(120, 123, "files") == "120 dari 123 berkas (97,5 %)"
    assert EN.share(9999, 10000, "files") == "9,999 of 10,000 files (99.9%)"
    assert ID.share(0, 0, "files") == "0 dari 0 berkas"
    assert EN.share(1, 1, "files") == "1 of 1 file (100%)"


def test_counted_nouns_know_one_from_many():
    assert [EN.count("findings", n) for n in (0, 1, 2)] == ["0 findings", "1 finding", "2 findings"]
    assert ID.count("findings", 1200) == "1.200 temuan"


def test_a_later_folder_overrides_single_labels(tmp_path):
    own = tmp_path / "reports" / "locales"
    own.mkdir(parents=True)
    (own / "id.yaml").write_text("title: Laporan Kami\n", encoding="utf-8")
    labels = catalogue(Content((*load().roots, tmp_path)), "id")
    assert labels("title") == "Laporan Kami"
    assert labels("status.terpenuhi") == "Terpenuhi"


def test_no_catalogue_at_all_is_an_error_of_the_content(tmp_path):
    with pytest.raises(BadContent):
        catalogue(Content((tmp_path,)), "id")
