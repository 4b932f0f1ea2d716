"""The installed `vet report` makes every format, and readers that are not ours accept them."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests.node.install import MULTITOOL
from tests.unit.render import builder
from vetting import tooling
from vetting.content import load
from vetting.render import laporan

JUNIT = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "unit/render/junit.xsd"))
REPORTS = {
    "failing": builder.report(),
    "passing": builder.passing(),
    "refused": builder.refused(),
    "hostile": builder.hostile(),
}
FILES = {
    "laporan.vet.json", "laporan.html", "temuan.sarif", "junit.xml", "ringkasan.md", "SHA256SUMS",
    "sbom.cdx.json", "ropa.csv",
}  # fmt: skip


def vet(*words, cwd):
    return subprocess.run(
        [tooling.script("vet"), *map(str, words)], cwd=cwd, capture_output=True, timeout=120
    )


@pytest.fixture(
    scope="module", params=[(n, lang) for n in REPORTS for lang in ("id", "en")], ids=str
)
def bundle(request, tmp_path_factory):
    name, language = request.param
    folder = tmp_path_factory.mktemp("bundle")
    source = folder / "asal.json"
    source.write_bytes(laporan.render(REPORTS[name], "id", load()))
    out = folder / "laporan"
    done = vet("report", source, "--out", out, "--lang", language, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return out


def test_the_bundle_is_whole_and_its_sums_are_right(bundle):
    other = {path.name for path in bundle.iterdir()} - FILES
    assert other in ({"laporan.en.html"}, {"laporan.id.html"})
    assert {path.name for path in bundle.iterdir()} >= FILES
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=bundle, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode()
    assert done.stdout.count(b": OK") == len(FILES)


def test_the_json_fits_the_published_schema(bundle):
    schema = json.loads(load().file("reports", "schemas", "laporan-2.schema.json").read_text())
    plain = json.loads((bundle / "laporan.vet.json").read_bytes())
    Draft202012Validator(schema).validate(plain)
    result = json.dumps(plain["result"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if result.isascii():
        assert hashlib.sha256(result.encode()).hexdigest() == plain["result-digest"]


def test_the_junit_file_fits_its_schema(bundle):
    JUNIT.assertValid(etree.parse(bundle / "junit.xml"))


def complaints(file, folder):
    """Error lines of Microsoft's SARIF validator, which ends with 0 whatever it finds.

    It lets unknown levels pass, so the levels are tested beside the renderer.
    """
    assert MULTITOOL.is_file(), "run `make test`, or `.venv/bin/python -I tests/node/install.py`"
    done = subprocess.run(
        [MULTITOOL, "validate", file, "--output", folder / "hasil.sarif", "--log", "ForceOverwrite"],
        capture_output=True, timeout=120, cwd=folder,
        env={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "HOME": str(folder), "TMPDIR": str(folder)},
    )  # fmt: skip
    said = done.stdout.decode(errors="replace")
    assert "1 files scanned" in said, said + done.stderr.decode(errors="replace")
    return [line for line in said.splitlines() if re.search(r"\): error ", line)]


def test_the_sarif_log_is_accepted_by_a_validator_of_others(bundle, tmp_path):
    assert complaints(bundle / "temuan.sarif", tmp_path) == []


BREAKS = {
    "no driver": lambda run: run["tool"].pop("driver"),
    "no message": lambda run: run["results"][0].pop("message"),
    "line zero": lambda run: run["results"][0]["locations"][0]["physicalLocation"]["region"].update(
        startLine=0
    ),
    "rule that is not there": lambda run: run["results"][0].update(ruleIndex=999),
    "path that is no URI": lambda run: run["results"][0]["locations"][0]["physicalLocation"][
        "artifactLocation"
    ].update(uri="a b%zz"),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_twin_of_the_sarif_log_is_rejected(name, tmp_path):
    from vetting.render import sarif

    log = json.loads(sarif.render(builder.report(), "id", load()))
    BREAKS[name](log["runs"][0])
    file = tmp_path / "rusak.sarif"
    file.write_text(json.dumps(log))
    assert complaints(file, tmp_path)


def test_a_report_changed_by_hand_is_not_printed_again(tmp_path):
    body = laporan.render(builder.report(), "id", load())
    (tmp_path / "ubah.json").write_bytes(
        body.replace(b'"overall":"tidak-lulus"', b'"overall":"lulus"')
    )
    done = vet("report", "ubah.json", "--out", "x", cwd=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "x").exists()


def test_single_formats_go_to_the_files_named(tmp_path):
    (tmp_path / "asal.json").write_bytes(laporan.render(builder.report(), "id", load()))
    done = vet("report", "asal.json", "--out", "x", "--format", "sarif=h.sarif,md", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    found = {path.name for path in (tmp_path / "x").iterdir()}
    assert found == {"h.sarif", "ringkasan.md", "laporan.vet.json", "SHA256SUMS"}
