"""An answer is kept with all the files that it depended on."""

from types import SimpleNamespace

from vetting.engines.semgrep.flow.memory import Memory
from vetting.engines.semgrep.flow.worker import answer


class Shelf(dict):
    def get(self, keys):
        return {key: self[key] for key in keys if key in self}

    def put(self, answers):
        self.update(answers)


def memory(shelf, **digests):
    manifest = SimpleNamespace(digests={f"{name}.php": one for name, one in digests.items()})
    return Memory(shelf, SimpleNamespace(manifest=manifest))


SAID = {
    "a.php": {"hits": [], "safe": [], "used": ["a.php", "b.php"]},
    "b.php": {"hits": [], "safe": [], "used": ["b.php"]},
}


def test_what_did_not_change_is_known():
    shelf = Shelf()
    memory(shelf, a="1", b="2").keep(SAID, "names")
    assert memory(shelf, a="1", b="2").known(["a.php", "b.php"]) == (SAID, "names")


def test_a_file_that_another_took_makes_both_unknown():
    shelf = Shelf()
    memory(shelf, a="1", b="2").keep(SAID, "names")
    known, _ = memory(shelf, a="1", b="3").known(["a.php", "b.php"])
    assert known == {}


def test_answers_of_other_names_are_not_mixed():
    shelf = Shelf()
    memory(shelf, a="1", b="2").keep({"a.php": SAID["a.php"]}, "old")
    memory(shelf, a="1", b="2").keep({"b.php": SAID["b.php"]}, "new")
    known, held = memory(shelf, a="1", b="2").known(["a.php", "b.php"])
    assert len(known) == 1
    assert held in ("old", "new")


def test_the_worker_answers_what_is_kept_once_names_changed(tmp_path):
    (tmp_path / "a.php").write_text("<?php f($_GET['q']);")
    (tmp_path / "b.php").write_text("<?php\nfunction f($x) { echo $x; }")
    order = {"root": str(tmp_path), "paths": ["a.php", "b.php"], "files": [], "kept": ["a.php"]}
    first = answer({**order, "names": "other"})
    assert first["files"]["a.php"]["used"] == ["a.php", "b.php"]
    assert answer({**order, "names": first["names"]})["files"] == {}
