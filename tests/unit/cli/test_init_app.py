"""The manifest that `vet init app` writes is one that its schema accepts."""

import copy
import json

import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from vetting.cli import main
from vetting.content import load


@pytest.fixture
def validator():
    path = load().file("reports", "schemas", "vet-1.schema.json")
    return Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))


@pytest.fixture
def written(tmp_path):
    assert main(["init", "app", "--dir", str(tmp_path), "--name", "Surat: Warga #1"]) == 0
    return yaml.load((tmp_path / "vet.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)


def test_what_is_written_fits_the_schema(written, validator):
    validator.validate(written)
    assert written["application"]["name"] == "Surat: Warga #1"


@pytest.mark.parametrize("path", ["/etc/passwd", "../luar.pdf", "a/../../b.pdf", "a\\b.pdf", ""])
def test_documents_lie_in_the_package(written, validator, path):
    broken = copy.deepcopy(written)
    broken["documents"][0]["path"] = path
    with pytest.raises(ValidationError):
        validator.validate(broken)


@pytest.mark.parametrize("key", ["application", "vendor", "owner", "documents", "schema"])
def test_each_part_is_needed(written, validator, key):
    del written[key]
    with pytest.raises(ValidationError):
        validator.validate(written)


def test_an_existing_manifest_is_kept(tmp_path, written):
    before = (tmp_path / "vet.yaml").read_bytes()
    assert main(["init", "app", "--dir", str(tmp_path)]) == 2
    assert (tmp_path / "vet.yaml").read_bytes() == before
