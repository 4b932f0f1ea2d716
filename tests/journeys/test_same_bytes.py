"""Every format from one report: the same bytes in another time zone, locale, hash seed and folder."""

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
