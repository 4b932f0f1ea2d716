"""What generators write is found and compared: each planted fault is told, and nothing else."""

import pytest

from tests.unit.engines.files.bench import bench_of, tree_of
from tests.unit.engines.routes.generated import APPS
from vetting import content
from vetting.engines.routes import Routes
from vetting.identify import identify
from vetting.sandbox import open_sandbox

ALL = {
    ("undocumented", "POST", "arsip"),
    ("undocumented", "PATCH", "permohonan"),
    ("phantom", "GET", "statistik"),
    ("method", "PUT", "permohonan"),
    ("guard-unstated", "GET", "berita"),
}
QUERY = {("parameter-undocumented", "GET", "berita")}
OPEN = {("unguarded", "GET", "permohonan")}
WANTED = {
    "laravel": ALL | OPEN,
    "ci4": ALL | OPEN,
    "express": ALL | OPEN,
    "nest": ALL | OPEN | QUERY,
    # Who may see one application is decided in `get_permissions`.
    "drf": ALL | OPEN | {("unguarded", "GET", "terbuka")},
    "fastapi": ALL | OPEN | QUERY,
    "flask": ALL | OPEN,
    "spring": ALL | OPEN | QUERY,
    "spring-yaml": ALL | OPEN | QUERY,
    "gin": ALL | OPEN,
    "nethttp": ALL | OPEN,
}


def test_every_application_is_tried():
    assert set(APPS) == set(WANTED)


@pytest.mark.parametrize("app", sorted(WANTED))
def test_each_planted_fault_is_told_and_nothing_else(app, tmp_path):
    tree, sandbox = tree_of(tmp_path / "app", APPS[app]), open_sandbox()
    facts = identify(tree, sandbox)
    checks = [one for one in content.load().checks.values() if one.engine == "routes"]
    found = Routes().run(checks, tree, bench_of(sandbox, facts))
    assert found["api/contract-present"].findings == ()
    told = [
        (one.rule, *one.evidence.split(" ")) for one in found["api/contract-matches-code"].findings
    ]
    names = ("arsip", "statistik", "permohonan", "berita", "terbuka")
    short = [(rule, verb, next(n for n in names if n in path)) for rule, verb, path in told]
    assert sorted(short) == sorted(WANTED[app])
    assert all(one.fix for one in found["api/contract-matches-code"].findings)
