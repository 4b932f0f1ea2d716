"""What the rest of an application says of a match: tokens, views that nothing shows, columns."""

import pytest

from tests.unit.engines.files.bench import tree_of
from vetting.engines.semgrep.forgery import Guards
from vetting.engines.semgrep.gains_worker import answer
from vetting.engines.semgrep.unshown import Shown, view_name

CI3 = "<?php\n$config['csrf_protection'] = {on};\n$config['csrf_exclude_uris'] = {but};\n"
CONTROLLER = "application/controllers/Surat.php"


def holds(root, files, path):
    tree = tree_of(root, {path: "<?php class A {}", **files})
    return Guards(tree, [path, *files]).holds(path)


@pytest.mark.parametrize(
    ("on", "but", "is_held"),
    [
        ("TRUE", "array()", True), ("FALSE", "array()", False), ("$_ENV['C']", "[]", False),
        ("TRUE", "['surat/terima']", False), ("TRUE", "['berita/.*']", True),
        ("TRUE", "['.*']", False), ("TRUE;\n# $config['csrf_protection'] = FALSE", "[]", True),
        ("TRUE;\n$config['csrf_protection'] = FALSE", "[]", False),
    ],
)  # fmt: skip
def test_codeigniter_3_asks_for_a_token(tmp_path, on, but, is_held):
    config = {"application/config/config.php": CI3.format(on=on, but=but)}
    assert holds(tmp_path, config, CONTROLLER) is is_held


@pytest.mark.parametrize(
    ("globals_", "is_held"),
    [
        ("['before' => ['csrf'], 'after' => []];", True),
        ("['before' => ['honeypot'], 'after' => ['csrf']];", False),
        ("['before' => [\n// 'csrf',\n], 'after' => []];", False),
        ("['before' => ['csrf' => ['except' => ['surat/*']]], 'after' => []];", False),
    ],
)
def test_codeigniter_4_asks_for_a_token(tmp_path, globals_, is_held):
    filters = {"app/Config/Filters.php": f"<?php class Filters {{ public $globals = {globals_} }}"}
    assert holds(tmp_path, filters, "app/Controllers/Surat.php") is is_held


@pytest.mark.parametrize(
    ("files", "is_held"),
    [
        ({}, True),
        ({"routes/api.php": "<?php Route::post('/a', [SuratController::class, 'a']);"}, False),
        ({"routes/api.php": "<?php Route::post('/a', [KasController::class, 'a']);"}, True),
    ],
)
def test_laravel_asks_for_a_token(tmp_path, files, is_held):
    app = {"bootstrap/app.php": "<?php return Application::configure()->create();", **files}
    assert holds(tmp_path, app, "app/Http/Controllers/SuratController.php") is is_held


def test_a_guard_is_about_its_own_part(tmp_path):
    config = {"kantor/application/config/config.php": CI3.format(on="TRUE", but="[]")}
    assert not holds(tmp_path, config, "warga/application/controllers/Surat.php")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("application/views/surat/isi.php", "surat/isi"), ("app/Views/surat.php", "surat"),
        ("a/resources/views/surat/isi.blade.php", "surat/isi"), ("app/Views/errors/a.php", ""),
        ("application/modules/kas/views/isi.php", "isi"), ("views/isi.php", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_view(path, name):
    assert view_name(path) == name


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("view('surat/isi')", True), ("view('surat.isi')", True), ("view('Kas::surat/isi')", True),
        ("view('surat/' . $bagian)", True), ('view("surat/{$bagian}")', True),
        ("view($tema . '/isi')", True), ("include 'isi.php'", True), ("include '../isi.php'", True),
        ("view('surat/lain')", False), ("$a = 'isi'", False), ("view('kas/' . $a)", False),
    ],
)  # fmt: skip
def test_what_may_show_a_view(tmp_path, text, is_shown):
    tree = tree_of(tmp_path, {"a.php": f"<?php {text};"})
    assert Shown(tree, ["a.php"]).may_be("surat/isi") is is_shown


def test_the_columns_of_a_table_are_looked_up(tmp_path):
    files = {
        "a.php": "<?php class A { private $tabel = 'warga'; function b($lain) {} }",
        "b.sql": "CREATE TABLE warga (id int, nama text);\nALTER TABLE warga ADD level int;",
    }
    tree_of(tmp_path, files)
    asked = [["a.php", "$this->tabel"], ["a.php", "$lain"], ["a.php", "'kas'"], ["a.php", ""]]
    order = {"root": str(tmp_path), "files": ["a.php", "b.sql"], "asked": asked}
    assert answer(order) == [["warga", ["id", "nama", "level"]], ["", []], ["kas", []], ["", []]]
