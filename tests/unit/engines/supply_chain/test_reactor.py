"""Maven builds of many modules: what the tree states is known, and nothing else is."""

import pytest

from tests.unit.engines.supply_chain.bench import UNLOCKED, run
from tests.unit.engines.supply_chain.test_inventory import bill
from vetting.engines.supply_chain.locks import maven
from vetting.engines.supply_chain.reactor import Reactor


def dependency(artifact, version="", group="g", more=""):
    stated = f"<version>{version}</version>" if version else ""
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"{stated}{more}</dependency>"
    )


def pom(name, *dependencies, parent="", version="1.0", managed="", properties="", profiles=""):
    """A pom.xml of `id.contoh:name`."""
    group, _, artifact = parent.rpartition(":")
    above = (
        f"<parent><groupId>{group or 'id.contoh'}</groupId><artifactId>{artifact}</artifactId>"
        "<version>1.0</version></parent>"
    )
    own = f"<version>{version}</version>" if version else ""
    return (
        f"<project>{above if parent else ''}<groupId>id.contoh</groupId>"
        f"<artifactId>{name}</artifactId>{own}<properties>{properties}</properties>"
        f"<dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement>"
        f"<dependencies>{''.join(dependencies)}</dependencies><profiles>{profiles}</profiles></project>"
    )


IMPORT = "<type>pom</type><scope>import</scope>"


def found(tmp_path, files):
    """Locked packages with versions, and those whose version nothing states."""
    one = bill(tmp_path, files)
    assert one.broken == ()
    return {c.name: c.version for c in one.locked}, {c.name for c in one.loose}


def test_properties_and_managed_versions_of_a_parent_reach_its_modules(tmp_path):
    known, unknown = found(tmp_path, {
        "pom.xml": pom("induk", managed=dependency("a", "${a.version}") + dependency("b", "2.0"),
                       properties="<a.version>4.0</a.version><c>3.1</c>"),
        "modul/pom.xml": pom("modul", dependency("a"), dependency("b"), dependency("c", "${c}"),
                             dependency("d"), dependency("e", "${e}"), parent="induk"),
    })  # fmt: skip
    assert known == {"g:a": "4.0", "g:b": "2.0", "g:c": "3.1"}
    assert unknown == {"g:d", "g:e"}


def test_a_modules_own_property_outweighs_its_parents(tmp_path):
    known, _ = found(tmp_path, {
        "pom.xml": pom("induk", managed=dependency("a", "${a.version}"),
                       properties="<a.version>4.0</a.version>"),
        "modul/pom.xml": pom("modul", dependency("a"), parent="induk",
                             properties="<a.version>4.5</a.version>"),
    })  # fmt: skip
    assert known == {"g:a": "4.5"}


def test_a_grandparent_counts_and_a_stranger_above_does_not(tmp_path):
    known, unknown = found(tmp_path, {
        "pom.xml": pom("kakek", managed=dependency("a", "1.1")),
        "x/pom.xml": pom("induk", parent="kakek"),
        "x/y/pom.xml": pom("modul", dependency("a"), parent="induk"),
        "x/lain/pom.xml": pom("lain", dependency("a")),
        "x/luar/pom.xml": pom("luar", dependency("a"), parent="org.luar:induk"),
    })  # fmt: skip
    assert known == {"g:a": "1.1"}
    assert unknown == {"g:a"}


def test_a_parent_of_another_version_is_not_that_parent(tmp_path):
    files = {"pom.xml": pom("induk", managed=dependency("a", "1.1"), version="2.0"),
             "modul/pom.xml": pom("modul", dependency("a"), parent="induk")}  # fmt: skip
    assert found(tmp_path, files) == ({}, {"g:a"})


def test_a_computed_version_of_the_parent_may_be_any(tmp_path):
    files = {"pom.xml": pom("induk", managed=dependency("a", "1.1"), version="${revision}"),
             "modul/pom.xml": pom("modul", dependency("a"), parent="induk")}  # fmt: skip
    assert found(tmp_path, files) == ({"g:a": "1.1"}, set())


def test_a_bill_of_materials_in_the_tree_is_read_with_its_own_properties(tmp_path):
    known, unknown = found(tmp_path, {
        "bom/pom.xml": pom("bom", managed=dependency("a", "${v}"), properties="<v>7.0</v>"),
        "pom.xml": pom("induk", managed=dependency("bom", "1.0", "id.contoh", IMPORT)
                       + dependency("b", "2.0"), properties="<v>0.1</v>"),
        "modul/pom.xml": pom("modul", dependency("a"), dependency("b"), parent="induk"),
    })  # fmt: skip
    assert known == {"g:a": "7.0", "g:b": "2.0"}
    assert unknown == set()


def test_an_imported_bill_from_outside_leaves_the_version_unknown(tmp_path):
    files = {"pom.xml": pom("app", dependency("a"),
                            managed=dependency("luar-bom", "5.0", "org.luar", IMPORT))}  # fmt: skip
    assert found(tmp_path, files) == ({}, {"g:a"})


def test_a_version_that_depends_on_a_profile_is_unknown(tmp_path):
    profile = "<profile><properties><v>2.0</v><w>3.0</w></properties></profile>"
    files = {"pom.xml": pom("app", dependency("a", "${v}"), dependency("b", "${w}"),
                            properties="<v>1.0</v>", profiles=profile)}  # fmt: skip
    assert found(tmp_path, files) == ({"g:b": "3.0"}, {"g:a"})


def test_modules_of_the_build_are_no_packages(tmp_path):
    files = {"inti/pom.xml": pom("inti"),
             "web/pom.xml": pom("web", dependency("inti", "1.0", "id.contoh"), dependency("a", "1"))}  # fmt: skip
    assert found(tmp_path, files) == ({"g:a": "1"}, set())


def test_boots_version_reaches_the_modules_of_its_child(tmp_path):
    boot = maven.BOOT
    parent = pom("app", parent=f"{boot}:spring-boot-starter-parent")
    module = pom("web", dependency("spring-boot-starter-web", group=boot), parent="app")
    files = {"pom.xml": parent, "web/pom.xml": module}
    assert found(tmp_path, files) == ({f"{boot}:spring-boot-starter-web": "1.0"}, set())


def test_of_two_parents_with_the_same_name_the_one_above_counts(tmp_path):
    files = {f"{side}/pom.xml": pom("induk", managed=dependency("a", version))
             for side, version in (("kiri", "1.1"), ("kanan", "2.2"))}  # fmt: skip
    files |= {f"{side}/modul/pom.xml": pom(f"modul-{side}", dependency("a"), parent="induk")
              for side in ("kiri", "kanan")}  # fmt: skip
    files["jauh/pom.xml"] = pom("jauh", dependency("b"), parent="induk")
    one = bill(tmp_path, files)
    assert {(c.place.path, c.version) for c in one.locked} == {
        ("kiri/modul/pom.xml", "1.1"), ("kanan/modul/pom.xml", "2.2")
    }  # fmt: skip
    assert [c.place.path for c in one.loose] == ["jauh/pom.xml"]


def test_what_is_set_outside_is_said_so_and_not_called_unlocked(tmp_path):
    text = pom("app", dependency("a"), parent="org.luar:induk")
    found = run(UNLOCKED, tmp_path, {"pom.xml": text})
    (finding,) = found.findings
    assert finding.rule == "no-lock"
    assert "not written in the files handed in: g:a" in finding.message.en


@pytest.mark.parametrize("count", [2, 80])
def test_circles_and_crowds_end(count):
    """Each inherits from and imports all others."""
    names = [f"m{n}" for n in range(count)]
    texts = {
        f"{name}/pom.xml": pom(name, parent=names[n - 1], managed="".join(
            dependency(other, "1.0", "id.contoh", IMPORT) for other in names
        ))
        for n, name in enumerate(names)
    }  # fmt: skip
    reactor = Reactor({path: maven.pom(text).model for path, text in texts.items()})
    assert [reactor.version(path, "g:a", "") for path in texts] == [""] * count
