"""Which methods of models and libraries nothing calls."""

import pytest

from tests.unit.engines.files.bench import tree_of
from vetting.engines.semgrep.callers import Callers, mark_uncalled
from vetting.engines.semgrep.findings import LESS
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan, Target

MODEL = """<?php
class Surat_model extends CI_Model
{
    public $nama = '';
    public function simpan()
    {
        return $this->isi();
    }
    private function isi()
    {
        return $_POST['isi'];
    }
}
"""
SOURCE = ("app/models/Surat_model.php", 11)
CALLED = {
    "a field of its name": "class Surat extends CI_Controller { function a() {\n"
    "$this->surat_model->simpan(); } }",
    "an unknown object": "$apa->simpan();",
    "another field": "class Surat extends CI_Controller {\n function a() { $this->s->simpan(); } }",
    "a new object": "(new Surat_model())->simpan();",
    "a static call": "Surat_model::simpan();",
    "a callable": "$f = [$apa, 'simpan'];",
    "a callable of its class": "$f = [Surat_model::class, 'simpan'];",
    "a route": "Route::get('/a', 'Surat_model@simpan');",
    "a child": "class Baru_model extends Surat_model {\n}\n(new Baru_model())->simpan();\n"
    "Baru_model::simpan();",
    "a trait": "trait T {\n function a() { $this->simpan(); }\n}",
}
OTHERS = {
    "nothing": "",
    "a word": "echo $simpan . $apa->simpan;",
    "another class": "class Kas_model extends CI_Model {\n function simpan() {} }\n"
    "Kas_model::simpan();",
    "a field of another model": "class Kas_model extends CI_Model {\n function simpan() {} }\n"
    "class Kas extends CI_Controller {\n function a() { $this->kas_model->simpan(); } }",
    "a method of its own": "class Kas extends CI_Controller {\n function a() { $this->simpan(); }\n"
    "function simpan() {} }",
    "a route to a controller": "Route::post('/a', 'Surat@simpan'); $a = \"{$this->c}/simpan\";",
    "one that nobody calls": "class Kas_model extends CI_Model {\n function a() {\n"
    "$this->surat_model->simpan(); } }",
}


def uncalled(root, text, model=MODEL, place=SOURCE):
    files = {SOURCE[0]: model, "app/config/a.php": f"<?php\n{text}\n"}
    return Callers(tree_of(root, files), files).uncalled({place}) == {place}


@pytest.mark.parametrize("name", CALLED)
def test_what_may_call_it_counts(tmp_path, name):
    assert not uncalled(tmp_path, CALLED[name])


@pytest.mark.parametrize("name", OTHERS)
def test_what_calls_another_does_not(tmp_path, name):
    assert uncalled(tmp_path, OTHERS[name])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("CI_Model", "CI_Controller"), ("class Surat_model", "class Surat_Controller"),
        ("simpan", "__construct"), ("simpan", "getIsiAttribute"), ("class", "trait"),
        ("class Surat_model extends CI_Model\n{", ""),
    ],
)  # fmt: skip
def test_what_something_else_begins_needs_no_caller(tmp_path, old, new):
    assert not uncalled(tmp_path, "", MODEL.replace(old, new))


def test_what_is_in_no_method_needs_none(tmp_path):
    assert not uncalled(tmp_path, "", place=(SOURCE[0], 4))


FUNCTIONS = """<?php
function cari($a)
{
    echo "}" . $_GET['a'];
}
echo $_GET['b'];
"""


@pytest.mark.parametrize(
    ("line", "text", "is_uncalled"),
    [
        (4, "", True), (6, "", False), (4, "cari(1);", False), (4, "$f = 'cari';", False),
        (4, "if (!function_exists('cari')) { require 'b.php'; }", True),
        (4, "$a->cari(); A::cari(); echo $cari;", True),
    ],
)  # fmt: skip
def test_functions_need_a_caller_too(tmp_path, line, text, is_uncalled):
    assert uncalled(tmp_path, text, FUNCTIONS, (SOURCE[0], line)) is is_uncalled


def test_methods_that_only_call_one_another_have_no_caller(tmp_path):
    model = MODEL.replace("return $_POST", "$this->simpan(); return $_POST")
    assert uncalled(tmp_path, "", model)


@pytest.mark.parametrize(
    ("source", "sink", "is_uncalled"),
    [(11, 11, True), (None, 11, False), (11, 2, True), (2, 11, True), (2, 2, False)],
)
def test_a_flow_is_told_where_it_begins_or_ends_there(tmp_path, source, sink, is_uncalled):
    tree = tree_of(tmp_path, {SOURCE[0]: MODEL})
    at = {"path": "/a", "end": {"line": 1, "col": 1}}
    trace = {"taint_source": ["CliLoc", [{**at, "start": {"line": source, "col": 1}}, ""]]}
    match = {**at, "start": {"line": sink, "col": 1}, "extra": {"dataflow_trace": trace}}
    if source is None:
        match["extra"] = {}
    mark_uncalled(
        [(Plan((Target("/a", SOURCE[0], "php"),)), Read([match], scanned={"/a"}))],
        Callers(tree, [SOURCE[0]]),
    )
    assert (LESS in match["extra"]) is is_uncalled


def test_lines_that_end_otherwise_are_no_fault(tmp_path):
    model = MODEL.replace("\n", "\r")
    assert not uncalled(tmp_path / "none", "$apa->simpan();", model)
    assert uncalled(tmp_path / "beyond", "", MODEL, (SOURCE[0], 99))


CONTROLLER = """<?php
namespace App\\Http\\Controllers;
use Illuminate\\Http\\Request;
class SuratController extends Controller
{
    public function simpan_lama()
    {
        return $this->isi();
    }
    private function isi()
    {
        return $_POST['isi'];
    }
    public function store()
    {
        return $_POST['isi'];
    }
}
"""
LARAVEL = {"old": 8, "private": 12, "resource": 16}


def unrouted(root, routes, body=CONTROLLER, where="old", path="app/Http/Controllers/A.php"):
    files = {path: body, "routes/web.php": f"<?php\nRoute::get('/', 'A@b');\n{routes}\n"}
    place = (path, LARAVEL[where])
    return Callers(tree_of(root, files), files).uncalled({place}) == {place}


@pytest.mark.parametrize("where", LARAVEL)
def test_what_no_route_of_laravel_names_has_no_caller(tmp_path, where):
    assert unrouted(tmp_path, "Route::get('/a', [LainController::class, 'lain']);", where=where)


@pytest.mark.parametrize(
    ("routes", "where"),
    [
        ("Route::get('/a', [SuratController::class, 'simpan_lama']);", "old"),
        ("Route::get('/a', [SuratController::class, 'simpan_lama']);", "private"),
        ("Route::get('/a', [Samaran::class, 'simpan_lama']);", "old"),
        ("Route::get('/a', 'Admin\\\\SuratController@simpan_lama');", "old"),
        ("Route::controller(SuratController::class)->group(fn () => Route::get('/a', 'simpan_lama'));",
         "old"),
        ("Route::resource('surat', SuratController::class);", "resource"),
        ("Route::apiResources(['surat' => 'SuratController']);", "resource"),
        ("Route::get('/a', 'SuratController@' . $cara);", "old"),
        ("Route::get('/a', [SuratController::class, $cara]);", "old"),
        ("Route::controllers(['surat' => 'SuratController']);", "old"),
    ],
)  # fmt: skip
def test_a_route_of_laravel_calls(tmp_path, routes, where):
    assert not unrouted(tmp_path, routes, where=where)


def test_a_resource_calls_no_other_method_and_no_other_controller(tmp_path):
    assert unrouted(tmp_path / "a", "Route::resource('surat', SuratController::class);")
    assert unrouted(
        tmp_path / "b", "Route::resource('a', LainController::class);", where="resource"
    )


@pytest.mark.parametrize(
    "body",
    [
        CONTROLLER.replace("{\n    public", "{ private $a;\n    use Masuk;\n    public", 1),
        CONTROLLER.replace("$this->isi()", "$this->$cara()"),
        CONTROLLER.replace("    public", "    #[Get('/a')] public", 1),
        CONTROLLER.replace("simpan_lama", "__invoke"),
        CONTROLLER.replace("extends Controller", "extends CrudController"),
    ],
)
def test_what_may_call_a_controller_unseen_counts(tmp_path, body):
    assert not unrouted(tmp_path, "", body)


def test_what_other_means_route_to_needs_no_route(tmp_path):
    assert not unrouted(tmp_path, "", path="application/controllers/A.php")
    assert not unrouted(tmp_path, "", path="app/Http/Controllers/Auth/A.php")
    assert not unrouted(tmp_path, "", path="lain/app/Http/Controllers/A.php")
