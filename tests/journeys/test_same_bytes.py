"""Every format from one report: the same bytes in another time zone, locale, hash seed and folder."""

import shutil

import pytest

from tests.unit.render import builder
from vetting.content import load
from vetting.render import FORMATS
from vetting.render.laporan import render

PLACES = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "Asia/Jayapura", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"},
)


def test_every_format_is_the_same_everywhere(vet, tmp_path):
    bundles = []
    for number, place in enumerate(PLACES):
        folder = tmp_path / f"tempat {number}" / ("dalam " * number).strip()
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / "laporan.vet.json"
        source.write_bytes(render(builder.accepted(builder.report(40)), "id", load()))
        words = ("--out", str(folder / "hasil"), "--format", ",".join(FORMATS), "--lang", "id")
        run = vet.run("report", str(source), *words, **place)
        assert run.code == 0, run.err
        bundles.append({p.name: p.read_bytes() for p in (folder / "hasil").iterdir()})
    one, two = bundles
    assert set(one) == set(two)
    assert len(one) > len(FORMATS)
    assert [name for name in one if one[name] != two[name]] == []


@pytest.mark.slow
def test_a_whole_examination_gives_the_same_bundle_everywhere(vet, faulty, tmp_path, policy_of):
    """Two homes, two folders of the application and of the report, two zones, locales and seeds."""
    policy = policy_of("security/sql-injection", "security/weak-password-hash")
    bundles = []
    for number, place in enumerate(PLACES):
        app = shutil.copytree(faulty, tmp_path / f"masuk {number}" / "layanan")
        out = tmp_path / f"keluar {number}" / "laporan é"
        out.parent.mkdir()
        words = ("--policy", policy, "--date", "2026-11-24", "--format", ",".join(FORMATS),
                 "--lang", "id", "--jobs", str(number + 1), "--quiet")  # fmt: skip
        run = vet.submit(app, out, *words, VET_HOME=str(tmp_path / f"rumah {number}"), **place)
        assert run.code in (0, 1, 3, 7), run.err
        assert run.outcome("security/sql-injection")["findings"]
        bundles.append({path.name: path.read_bytes() for path in out.iterdir()})
    one, two = bundles
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == []
