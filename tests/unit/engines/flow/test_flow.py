"""What reaches a sink, through the statements and calls of PHP."""

import pytest

from vetting.engines.semgrep.flow.carried import carried
from vetting.engines.semgrep.flow.entries import examined
from vetting.engines.semgrep.flow.look import cleaned, doubted, settled
from vetting.engines.semgrep.flow.project import Project
from vetting.engines.semgrep.flow.worker import answer

HARMFUL = {
    "plain": "$a = $_GET['a']; mysql_query(\"SELECT '$a'\");",
    "joined": "$q = 'SELECT '; $q .= $_POST['a']; mysql_query($q);",
    "branch": "$a = 'x'; if ($b) { $a = $_GET['a']; } mysql_query(\"SELECT '$a'\");",
    "loop": "foreach ($_POST as $k => $v) { $s[] = \"$k='$v'\"; } mysql_query(implode(',', $s));",
    "key": 'foreach ($_POST as $k => $v) { mysql_query("SELECT `$k`"); }',
    "element": "$x = ['a' => 'b', 'c' => $_GET['c']]; mysql_query('SELECT ' . $x['c']);",
    "pushed": "$x = []; $x[] = 'a'; $x[] = $_GET['b']; mysql_query('SELECT ' . $x[1]);",
    "listed": "[$a, $b] = ['x', $_GET['b']]; mysql_query(\"SELECT $b\");",
    "ternary": "$a = isset($_GET['a']) ? $_GET['a'] : 0; mysql_query(\"SELECT $a\");",
    "coalesced": "$a = $_GET['a'] ?? 0; mysql_query(\"SELECT $a\");",
    "cast binds closer": "$a = (int) isset($_GET['a']) ? $_GET['a'] : 0; mysql_query('SELECT '.$a);",
    "function": "function f($x) { return \"'$x'\"; } mysql_query('SELECT ' . f($_GET['a']));",
    "reference": "function f(&$x) { $x = $_GET['a']; } f($y); mysql_query(\"SELECT $y\");",
    "object": "class A { public $p; function __construct($p) { $this->p = $p; } "
    "function q() { mysql_query('SELECT ' . $this->p); } } (new A($_GET['a']))->q();",
    "static": "class A { static function q($p) { mysql_query('SELECT ' . $p); } } A::q($_GET['a']);",
    "closure": "$f = function ($x) use ($y) { mysql_query('SELECT ' . $x); }; $f($_GET['a']);",
    "mapped": "$x = array_map('trim', $_POST); mysql_query('SELECT ' . $x['a']);",
    "decoded": "$a = stripslashes(addslashes($_GET['a'])); mysql_query(\"SELECT '$a'\");",
    "check without end": "if (!preg_match('/^[0-9]/', $_GET['a'])) exit; mysql_query('SELECT '.$_GET['a']);",
    "check that goes on": "if (!is_numeric($_GET['a'])) { echo 'x'; } mysql_query('SELECT '.$_GET['a']);",
    "list of the request": "if (in_array($_GET['a'], $_GET['b'])) { mysql_query('SELECT '.$_GET['a']); }",
    "found in a list of the request": "if (($i = array_search($_GET['a'], $_GET['b'])) !== false) "
    "{ mysql_query('SELECT ' . $_GET['a']); }",
    "not found in a list": "if (($i = array_search($_GET['a'], $daftar)) === false) "
    "{ mysql_query('SELECT ' . $_GET['a']); }",
    "opened by an own function": "function decrypt($x) { return base64_decode($x); } "
    "mysql_query('SELECT ' . decrypt($_GET['a']));",
    "opened by an own class": "class Crypt { static function decrypt($x) { return base64_decode($x); } } "
    "mysql_query('SELECT ' . Crypt::decrypt($_GET['a']));",
    "extracted": "extract($_GET); mysql_query(\"SELECT '$nama'\");",
    "switch": "$a = $_GET['a']; switch ($a) { case 'x': $b = 1; break; default: $b = $a; } "
    "mysql_query('SELECT ' . $b);",
    "caught": "try { $a = $_GET['a']; f(); } catch (E $e) { mysql_query('SELECT ' . $a); }",
    "match": "$a = match ($_GET['t']) { 'x' => 1, default => $_GET['a'] }; mysql_query('SELECT '.$a);",
    "cut off": "$s = ''; foreach (explode(':', $_POST['a']) as $f) { $s .= \" $f LIKE 'x' OR\"; } "
    "$s = substr_replace($s, '', -2); mysql_query('SELECT ' . $s);",
    "converted": "mysql_query('SELECT ' . iconv('a', 'b', preg_split('/,/', $_POST['a'])[0]));",
    "pushed by name": "$x = []; array_push($x, $_GET['a']); mysql_query('SELECT ' . implode($x));",
    "stated condition": "$this->db->query($this->db->update_string('t', ['a' => 1], $_GET['a']));",
}
SAFE = {
    "escaped": "$a = mysql_real_escape_string($_GET['a']); mysql_query(\"SELECT '$a'\");",
    "number": "$a = intval($_GET['a']); mysql_query(\"SELECT $a\");",
    "sum": "$a = $_GET['a'] * 1; mysql_query(\"SELECT $a\");",
    "other element": "$x = ['a' => 'b', 'c' => $_GET['c']]; mysql_query('SELECT ' . $x['a']);",
    "equal": "if ($_GET['a'] === 'x') { mysql_query('SELECT ' . $_GET['a']); }",
    "chosen": "$a = $_GET['a'] == 'd' ? 'DESC' : 'ASC'; mysql_query(\"SELECT 1 ORDER BY 1 $a\");",
    "left early": "if (!ctype_digit($_GET['a'])) { die('x'); } mysql_query('SELECT ' . $_GET['a']);",
    "either": "if (!isset($_GET['a']) || !is_numeric($_GET['a'])) { return; } "
    "mysql_query('SELECT ' . $_GET['a']);",
    "switch": "$a = $_GET['a']; switch ($a) { case 'x': case 'y': break; default: $a = 'x'; } "
    "mysql_query('SELECT ' . $a);",
    "match": "$a = match ($_GET['a']) { 'x' => 1, default => 2 }; mysql_query('SELECT ' . $a);",
    "replaced in place": "$_GET['a'] = (int) $_GET['a']; mysql_query('SELECT ' . $_GET['a']);",
    "function": "function f($x) { return (int) $x; } mysql_query('SELECT ' . f($_GET['a']));",
    "object": "class A { private $d; function __construct($d) { $this->d = $d; } "
    "function clean() { $this->d = intval($this->d); } function get() { return $this->d; } } "
    "$o = new A($_GET['a']); $o->clean(); mysql_query('SELECT ' . $o->get());",
    "found": "if (array_search($_GET['a'], $daftar) !== false) { mysql_query('SELECT ' . $_GET['a']); }",
    "found where": "if (false !== ($i = array_search($_GET['a'], $daftar))) "
    "{ mysql_query('SELECT ' . $_GET['a']); }",
    "found before": "$i = array_search($_GET['a'], $daftar); if ($i === false) { exit; } "
    "mysql_query('SELECT ' . $_GET['a']);",
    "listed": "if (!in_array($_GET['a'], $daftar)) { exit; } mysql_query('SELECT ' . $_GET['a']);",
    "validated": "$a = filter_var($_GET['a'], FILTER_VALIDATE_INT); mysql_query(\"SELECT $a\");",
    "input": "$a = filter_input(INPUT_GET, 'a', FILTER_VALIDATE_INT); mysql_query(\"SELECT $a\");",
    "compared": "if ((int) $_GET['a'] == $_GET['a']) { mysql_query('SELECT ' . $_GET['a']); }",
    "extension": "$a = substr(strrchr($_GET['a'], '.'), 1); include \"data.$a\"; mysql_query('x');",
    "constant branch": "$a = $_GET['a']; if (1 > 2) { $b = $a; } else { $b = 'x'; } "
    'mysql_query("SELECT $b");',
    "mapped": "$x = array_map('intval', $_POST['a']); mysql_query('SELECT ' . implode(',', $x));",
    "stated": "$d = ['a' => $_POST['a']]; $s = $this->db->insert_string('t', $d); "
    'foreach ($d as $k => $v) { $s .= " $k = VALUES($k)"; } $this->db->query($s);',
    "stated and tied": "$d = ['a' => $_POST['a'], 'b' => 1]; "
    "$this->db->query($this->db->update_string('t', $d, ['i' => intval($_POST['b'])]));",
}


def followed(tmp_path, **files):
    for name, body in files.items():
        (tmp_path / f"{name}.php").write_text(f"<?php\n{body}\n")
    project = Project(tmp_path, [f"{name}.php" for name in files])
    return [examined(project, f"{name}.php") for name in files]


def sure(result):
    return [hit for hit in result.hits if hit.hole.is_sure]


@pytest.mark.parametrize("name", HARMFUL)
def test_what_comes_from_outside_is_followed(tmp_path, name):
    (result,) = followed(tmp_path, a=HARMFUL[name])
    assert "sql" in {hit.language for hit in sure(result)}
    assert not [sink for sink in result.safe if sink[0] == "sql"]


@pytest.mark.parametrize("name", SAFE)
def test_what_can_do_nothing_is_known_to_be_safe(tmp_path, name):
    (result,) = followed(tmp_path, a=SAFE[name])
    assert [hit for hit in result.hits if hit.language in ("sql", "include")] == []
    assert [sink for sink in result.safe if sink[0] == "sql"]
    assert result.given_up == []


@pytest.mark.parametrize(
    "call",
    [
        "decrypt", "Crypt::decrypt", "\\Illuminate\\Support\\Facades\\Crypt::decryptString",
        "service('encrypter')->decrypt", "\\Config\\Services::encrypter()->decrypt",
        "$encrypter->decrypt", "$this->encrypter->decrypt", "$this->encryption->decrypt",
    ],
)  # fmt: skip
def test_what_only_the_application_can_have_sealed_is_not_the_request_s(tmp_path, call):
    body = f"mysql_query('SELECT ' . {call}($_GET['a']));"
    (result,) = followed(tmp_path, a=body)
    assert result.hits == []
    assert not doubted(told(tmp_path, a=body))


def test_a_function_of_another_file_is_followed(tmp_path):
    here, there = followed(
        tmp_path,
        a="cari($_GET['nama']);",
        b="function cari($nama) { return mysql_query(\"SELECT '$nama'\"); }",
    )
    (hit,) = sure(here)
    assert (hit.path, hit.at[0]) == ("b.php", 1)
    assert [(path, name) for path, _, name, _ in hit.calls] == [("a.php", "cari")]
    assert there.hits == []


def test_a_function_that_only_hands_on_is_not_where_it_happens(tmp_path):
    here, _ = followed(
        tmp_path,
        a="$q = \"SELECT '{$_GET['a']}'\";\ntanya($q);\ntanya('SELECT ' . $_GET['b']);",
        b="function tanya($sql) { return kirim($sql); }\nfunction kirim($s) { mysql_query($s); }",
    )
    assert sorted((hit.path, hit.at[0]) for hit in sure(here)) == [("a.php", 2), ("a.php", 3)]


def test_a_name_that_two_files_declare_is_not_followed(tmp_path):
    body = "function cari($nama) { mysql_query(\"SELECT '$nama'\"); }"
    results = followed(tmp_path, a="cari($_GET['nama']);", b=body, c=body)
    assert [hit for result in results for hit in result.hits] == []


def test_a_model_is_the_field_of_its_name(tmp_path):
    here, _ = followed(
        tmp_path,
        a="class Warga extends CI_Controller { function cari() { "
        "$this->warga_model->cari($this->input->post('nama')); } }",
        b="class Warga_model { function cari($n) { $this->db->query(\"SELECT '$n'\"); } }",
    )
    assert [(hit.path, hit.language) for hit in sure(here)] == [("b.php", "sql")]


def test_a_check_that_is_not_known_leaves_it_open(tmp_path):
    (result,) = followed(tmp_path, a="if (sah($_GET['a'])) { mysql_query('SELECT '.$_GET['a']); }")
    assert sure(result) == []
    assert [sink for sink in result.safe if sink[0] == "sql"] == []


@pytest.mark.parametrize(
    ("file", "is_sure"),
    [
        ("$CI = &get_instance(); $CI->load->helper('url'); ", False),
        ("", True),
    ],
)
def test_redirect_ends_the_request_in_codeigniter_and_not_elsewhere(tmp_path, file, is_sure):
    check = "if (!preg_match('/^[a-z0-9_-]+$/D', $f)) { if ($b) { redirect($b); } else { show_404(); } } "
    (result,) = followed(tmp_path, a=f"$f = $_GET['a']; {file}{check}readfile('d/' . $f);")
    assert bool(sure(result)) is is_sure


def test_a_check_of_what_is_set_leaves_it_open(tmp_path):
    (result,) = followed(
        tmp_path,
        a="if (isset($_GET['a']) && !periksa_valid($_GET['a'])) { exit; } "
        "mysql_query('SELECT ' . $_GET['a']);",
    )
    assert sure(result) == []


CONFIGURED = (
    "function config_item($k) { static $c; if (empty($c)) { $c[0] = isi(); } "
    "return isset($c[0][$k]) ? $c[0][$k] : NULL; }"
)
LISTED = """class Catatan {
    private string $dir;
    function __construct() {
        $this->dir = null !== $this->CI->config->item('x')
            ? rtrim($this->CI->config->item('x'), '/') : rtrim(APPPATH, '/') . '/catatan';
    }
    function lihat() {
        $n = $this->CI->input->get('f');
        $files = $this->semua();
        if (null !== $n) { $cur = $this->dir . '/' . basename(base64_decode($n, true)); }
        elseif ($files !== []) { $cur = $this->dir . '/' . $files[0]; }
        else { $cur = null; }
        if (null !== $cur) { return $this->isi($cur); }
    }
    private function semua() {
        $files = array_filter(array_reverse(glob($this->dir . '/*')), 'is_file');
        if (is_array($files)) {
            foreach ($files as $k => $file) { $files[$k] = basename($file); }
        }
        return array_values($files);
    }
    private function isi(string $nama) { return file($nama, FILE_IGNORE_NEW_LINES); }
}"""


@pytest.mark.parametrize(
    "body",
    [
        "$p = config_item('x'); "
        "foreach ($_POST['a'] as $f) { $f = $p . basename($f); unlink($f); }",
        LISTED,
        "switch ($b) {"
        + "".join(f"case {n}: $a = '{n}/' . basename($_GET['a{n}']); break; " for n in range(9))
        + "} include $a;",
    ],
)
def test_one_file_of_a_folder_that_is_not_known_leads_nowhere(tmp_path, body):
    here, _ = followed(tmp_path, a=body, b=CONFIGURED)
    assert [hit for hit in sure(here) if hit.language in ("path", "deleted", "include")] == []


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("deleted", "$p = config_item('x'); foreach ($_POST['a'] as $f) { unlink($p . $f); }"),
        ("path", LISTED.replace("basename(base64_decode($n, true))", "base64_decode($n, true)")),
        ("include", "include basename($_GET['a']);"),
    ],
)
def test_a_name_with_its_folders_leads_out(tmp_path, language, body):
    here, _ = followed(tmp_path, a=body, b=CONFIGURED)
    assert language in {hit.language for hit in sure(here)}


def test_a_parameter_is_neither_reported_nor_safe(tmp_path):
    (result,) = followed(tmp_path, a="function f($a) { $_GET; mysql_query('SELECT ' . $a); }")
    assert sure(result) == []
    assert [sink for sink in result.safe if sink[0] == "sql"] == []


def test_what_the_grammar_cannot_read_is_given_up(tmp_path):
    (result,) = followed(tmp_path, a="$a = $_GET['a'] = > 1; mysql_query('SELECT ' . $a);")
    assert len(result.given_up) == 1
    assert result.safe == set()


def test_an_entry_beyond_its_budget_is_given_up(tmp_path):
    (result,) = followed(tmp_path, a="$a = $_GET['a'];" + "$b = 1 + 2;" * 20_000)
    assert len(result.given_up) == 1


def test_endless_calls_end(tmp_path):
    body = "function f($x) { return g($x); } function g($x) { return f($x); } echo f($_GET['a']);"
    (result,) = followed(tmp_path, a=body)
    assert result.given_up == []


def test_an_expression_as_deep_as_an_attacker_likes_is_given_up(tmp_path):
    (result,) = followed(tmp_path, a="$a = $_GET['a']; $b = " + "(" * 9000 + "1" + ")" * 9000 + ";")
    assert result.given_up


@pytest.mark.parametrize(
    "odd",
    [
        "str_replace('x');",
        "preg_replace(...$a);",
        "$b = str_replace(...$a);",
        "realpath();",
        "settype();",
        "vprintf('%s');",
        "$b = sprintf('%0$s %99999999999999999999$s');",
        "$b = sprintf('%" + "9" * 5000 + "$s', $a);",
        "$b = 'x' . 0x" + "f" * 5000 + ";",
        "implode('x');",
        "$db->quote();",
    ],
)
def test_a_call_that_php_itself_refuses_hides_nothing(tmp_path, odd):
    (result,) = followed(tmp_path, a=f"{odd} mysql_query('SELECT ' . $_GET['a']);")
    assert [hit.language for hit in sure(result)] == ["sql"]


def test_methods_start_from_what_the_constructor_made_and_not_from_one_another(tmp_path):
    body = (
        "class A { function __construct() { $this->k = 'x'; }\n"
        "function a() { $_GET; mysql_query('SELECT ' . $this->k); }\n"
        "function b() { $this->k = $_GET['a']; mysql_query('SELECT ' . $this->k); }\n"
        "function c() { $_GET; mysql_query('SELECT ' . $this->k); } }"
    )
    (result,) = followed(tmp_path, a=body)
    assert [hit.at[0] for hit in sure(result)] == [3]
    assert sorted(at[0] for _, _, at in result.safe) == [2, 4]


def test_output_that_is_no_page_is_none(tmp_path):
    (result,) = followed(
        tmp_path, a="header('Content-Type: application/json'); echo '<' . $_GET['a'];"
    )
    assert result.hits == []


def test_output_that_is_said_to_be_a_page_is_one(tmp_path):
    (result,) = followed(tmp_path, a="header('Content-Type:  text/html'); echo $_GET['a'];")
    assert [hit.language for hit in sure(result)] == ["html"]


def test_an_included_file_shares_the_variables(tmp_path):
    (tmp_path / "isi").mkdir()
    (tmp_path / "isi" / "b.php").write_text("<?php $teks .= $_GET['q'];")
    (tmp_path / "a.php").write_text(
        "<?php define('AKAR', './'); $pilih = $x ? 'b.php' : 'c.php'; $teks = '';"
        'require AKAR . "isi/$pilih"; echo "<p>$teks</p>";'
    )
    result = examined(Project(tmp_path, ["a.php", "isi/b.php"]), "a.php")
    assert [(hit.language, hit.path) for hit in sure(result)] == [("html", "a.php")]
    (source,) = sure(result)[0].hole.sources
    assert source.path == "isi/b.php"


def test_an_included_file_may_clean_what_comes_in(tmp_path):
    (tmp_path / "saring.php").write_text("<?php $_GET['id'] = (int) $_GET['id'];")
    (tmp_path / "a.php").write_text("<?php include __DIR__ . '/saring.php'; echo $_GET['id'];")
    result = examined(Project(tmp_path, ["a.php", "saring.php"]), "a.php")
    assert result.hits == []


def test_a_number_in_quotes_may_equal_a_number(tmp_path):
    (tmp_path / "saring.php").write_text(
        "<?php if (KUNCI != 1) { die('x'); } $_GET['id'] = (int) $_GET['id'];"
    )
    (tmp_path / "a.php").write_text(
        "<?php define('KUNCI', '1'); include __DIR__ . '/saring.php'; echo $_GET['id'];"
    )
    result = examined(Project(tmp_path, ["a.php", "saring.php"]), "a.php")
    assert result.hits == []


def kinds(tmp_path, **files):
    for name, body in files.items():
        (tmp_path / f"{name}.php").write_text(f"<?php\n{body}\n")
    paths = [f"{name}.php" for name in files]
    order = {"root": str(tmp_path), "paths": paths, "files": paths, "kept": [], "names": ""}
    told = answer(order)["files"]
    return [(hit["language"], hit["kind"]) for path in paths for hit in told[path]["hits"]]


CLEANER = (
    "class Saring { function semua() { foreach ($this->isi as $k => $v) { $_GET[$k] = $v; } } }"
)


def test_what_the_application_fills_anew_is_sure_only_where_no_cleaning_helps(tmp_path):
    shown, quoted, bare = (
        "echo '<b>' . $_GET['a'];",
        "mysql_query(\"SELECT '{$_GET['a']}'\");",
        "mysql_query('SELECT * FROM a WHERE id = ' . $_GET['a']);",
    )
    assert kinds(tmp_path, a=shown + quoted + bare, b=CLEANER) == [
        ("html", "rewritten"), ("sql", "rewritten"), ("sql", "page"),
    ]  # fmt: skip
    assert kinds(tmp_path, a="echo '<b>' . $_POST['a'];", b=CLEANER) == [("html", "page")]
    assert kinds(tmp_path, a="$_POST = array_map('saring', $_POST);", b="echo $_POST['a'];") == [
        ("html", "rewritten")
    ]


def told(tmp_path, **files):
    for name, body in files.items():
        (tmp_path / f"{name}.php").write_text(f"<?php\n{body}\n")
    paths = [f"{name}.php" for name in files]
    order = {"root": str(tmp_path), "paths": paths, "files": paths, "kept": [], "names": ""}
    return list(answer(order)["files"].values())


def test_semgrep_is_not_heard_where_the_run_knows_better(tmp_path):
    body = "echo '<b>' . $_GET['a'];\necho '<b>' . $_POST['a'];\necho (int) $_POST['a'];"
    known = settled(told(tmp_path, a=body, b=CLEANER))
    assert [(language, at[0]) for language, _, at in sorted(known)] == [("html", 1), ("html", 3)]


@pytest.mark.parametrize(
    ("body", "is_settled"),
    [
        ("echo '<b>' . $_SESSION['nama'];", True),
        ("$_SESSION['nama'] = $_GET['a']; echo '<b>' . $_SESSION['nama'];", False),
        ("$r = mysqli_query($d, 'SELECT nama FROM a')->fetch_assoc(); echo $r['nama'];", True),
        ("echo $_SESSION['nama'] . $_GET['a'];", False),
        ("echo $_SESSION['nama'] . $tidak_dikenal;", False),
        ("echo '<a href=' . htmlspecialchars($_GET['a']) . '>';", True),
        ("$a = unserialize($_POST['a']); echo $a['b'];", False),
    ],
)
def test_semgrep_is_not_heard_where_what_shows_is_not_the_request_s(tmp_path, body, is_settled):
    assert (
        bool([sink for sink in settled(told(tmp_path, a=body)) if sink[0] == "html"]) is is_settled
    )


def test_a_part_of_the_request_that_was_cleaned_before_is_no_source(tmp_path):
    front = (
        "$_SERVER['PHP_SELF'] = strip_tags(str_replace(['\"', \"'\"], '', $_SERVER['PHP_SELF']));\n"
        "$_SERVER['PHP_SELF'] = Aturan::ambil('alamat') . $_SERVER['PHP_SELF'];"
    )
    page = "echo $_SERVER['PHP_SELF'];\necho $_GET['a'];"
    assert cleaned(told(tmp_path, a=f"require 'b.php';\n{page}", b=front)) >= {("a.php", (2, 5))}
    assert ("a.php", (1, 5)) not in cleaned(told(tmp_path, a=page, b=front))


def test_what_a_connection_escapes_is_still_the_request_s(tmp_path):
    shown = "$a = $db->escape_string($_POST['a']); echo '<input value=\"' . $a . '\">';"
    assert kinds(tmp_path, a=shown) == [("html", "page")]


def test_a_request_that_is_read_elsewhere_is_not_cleaned(tmp_path):
    read = "$_GET = json_decode(file_get_contents('php://input'), true);"
    assert kinds(tmp_path, a="echo $_GET['a'];", b=read) == [("html", "page")]
    core = "class CI_Input { function f($k) { $_GET[$this->g($k)] = 1; } }"
    assert kinds(tmp_path, a="echo $_GET['a'];", b=core) == [("html", "page")]


def test_the_own_path_that_a_front_file_cleans_is_not_sure(tmp_path):
    page = "echo '<a href=\"' . $_SERVER['PHP_SELF'] . '\">';"
    front = "$_SERVER['PHP_SELF'] = bersih($_SERVER['PHP_SELF']);"
    assert kinds(tmp_path, a=page, b=front) == [("html", "rewritten")]


def test_a_front_file_that_is_included_once_has_always_run(tmp_path):
    front = "define('AKAR', 'x'); $_GET['id'] = (int) $_GET['id'];"
    page = "if (!defined('AKAR')) { require 'b.php'; } echo $_GET['id'];"
    assert kinds(tmp_path, a=page, b=front) == []
    other = "if (!defined('LAIN')) { require 'b.php'; } echo $_GET['id'];"
    assert kinds(tmp_path, a=other, b=front) == [("html", "page")]


def test_a_constant_that_is_defined_is(tmp_path):
    body = "define('A', 1); if (defined('A')) { $a = 'x'; } else { $a = $_GET['a']; } echo $a;"
    assert kinds(tmp_path, a=body) == []


@pytest.mark.parametrize(
    "body",
    [
        "$a = $_GET['a']; if (!is_null($a)) { $a = htmlspecialchars($a); } echo $a;",
        "function f($a) { if (is_string($a)) { return htmlspecialchars($a); } return $a; } "
        "echo f($_GET['a']);",
        "$a = $_GET['a']; if (!is_array($a)) { $a = htmlspecialchars($a); } echo $a;",
        "foreach ($_GET as $k => $v) { $_GET[$k] = htmlspecialchars($v); } echo '<b>' . $_GET['a'];",
        "$a = $_REQUEST; foreach ($a as $k => $v) { $c = urlencode($v); "
        "if (sah($c)) { $a[$k] = $c; } } echo $a['a'];",
        "function f() { $_GET['a'] = (int) $_GET['a']; } f(); echo $_GET['a'];",
        "$s = '<b>'; for (;;) { $s .= (int) $_GET['a'] . '<i>' . $b; } echo substr(\"$s$s$s\", 1);",
    ],
)
def test_what_is_cleaned_on_every_way_is_not_reported(tmp_path, body):
    assert kinds(tmp_path, a=body) == []


@pytest.mark.parametrize(
    "body",
    [
        "foreach ($_REQUEST as $k => $v) { $_REQUEST[$k] = trim($v); } echo $_REQUEST['a'];",
        "$a = $_GET['a']; if (is_string($a)) { echo $a; }",
        "$a = $_GET['a']; if (!is_null($a)) { echo $a; }",
        "$a = $_GET['a']; if (is_array($a)) { echo $a['b']; }",
    ],
)
def test_a_question_about_the_kind_cleans_nothing(tmp_path, body):
    assert [language for language, _ in kinds(tmp_path, a=body)] == ["html"]


@pytest.mark.parametrize(
    "template",
    [
        "if ($a): ?><style><?= f() ?></style><?php endif; ?>",
        "if ($a): ?><style><?= f() ?></style><?php else: ?><style><?= f() ?></style><?php endif; ?>",
        "foreach ($a as $b): ?><style><?= f() ?></style><?php endforeach; ?>",
    ],
)
def test_markup_in_front_of_the_end_of_a_block_is_seen(tmp_path, template):
    (result,) = followed(tmp_path, a=f"{template}<b><?= $_GET['a'] ?></b>")
    assert [hit.place for hit in sure(result)] == ["text"]


def test_the_source_told_is_the_one_that_can_do_harm(tmp_path):
    body = "$n = (int) $_GET['n'];\necho explode('|', $n . '|' . $_GET['l'])[0];"
    (result,) = followed(tmp_path, a=body)
    (hit,) = sure(result)
    assert [one.at[0] for one in hit.hole.sources] == [2]


def test_the_source_told_is_where_the_value_is_read(tmp_path):
    (result,) = followed(
        tmp_path,
        a="if (isset($_POST['simpan'])) { exit; } else if (isset($_POST['a']) && f()) { exit; }\n"
        "$a = $_POST['a'];\necho $a;",
    )
    (hit,) = sure(result)
    assert [one.at[0] for one in hit.hole.sources] == [2]


def test_a_check_of_what_is_assigned_inside_it_leaves_it_open(tmp_path):
    body = "if (sah($f = 'x/' . $_GET['a'])) { include $f; }"
    (result,) = followed(tmp_path, a=body)
    assert sure(result) == []


def test_files_that_include_one_another_end(tmp_path):
    results = followed(tmp_path, a="include 'b.php'; echo $_GET['a'];", b="include 'a.php';")
    assert [hit.path for hit in sure(results[0])] == ["a.php"]


def test_a_row_is_chosen_by_whom(tmp_path):
    chosen, tied = followed(
        tmp_path,
        a="$a = (int) $_GET['a']; mysql_query(\"SELECT * FROM s WHERE id = $a\");",
        b="$a = (int) $_GET['a']; "
        "mysql_query(\"SELECT * FROM s WHERE id = $a AND u = {$_SESSION['u']}\");",
    )
    assert [hit.language for hit in sure(chosen)] == ["row"]
    assert [hit.language for hit in sure(tied) if hit.language == "row"] == []


def test_the_own_path_of_a_script_begins_with_a_slash(tmp_path):
    cleaned = "str_replace(['\"', \"'\"], '', strip_tags($_SERVER['PHP_SELF']))"
    raw, clean = followed(
        tmp_path,
        a="echo '<a href=\"' . $_SERVER['PHP_SELF'] . '\">x</a>';",
        b=f"echo '<a href=\"' . {cleaned} . '\">x</a>';",
    )
    assert [hit.place for hit in sure(raw)] == ["attribute"]
    assert clean.hits == []


def test_the_worker_prints_what_rules_ask_for(tmp_path):
    (tmp_path / "a.php").write_text("<p><?= $_GET['q'] ?></p>")
    order = {"root": str(tmp_path), "paths": ["a.php"], "files": ["a.php"], "kept": [], "names": ""}
    answered = answer(order)
    assert answered["canary"] is True
    told = answered["files"]["a.php"]
    assert told["used"] == ["a.php"]
    assert told["hits"] == [
        {
            "language": "html", "place": "text", "kind": "page", "filtered": "", "path": "a.php",
            "at": [0, 7, 0, 17], "source": ["a.php", [0, 7, 0, 17]], "posted": False,
            "calls": [], "callers": 0,
            "text": "\x00",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "is_doubted"),
    [
        ("mysql_query('SELECT ' . rapikan($_GET['a']));", True),
        ("$d->setel($_GET['a']); mysql_query('SELECT ' . $d->susun($_GET['a'])['syarat']);", True),
        ("if (!periksa_sah($_GET['a'])) { exit; } mysql_query('SELECT ' . $_GET['a']);", True),
        ("if (in_array($_GET['a'], f($_GET['b']))) { mysql_query('SELECT ' . $_GET['a']); }", True),
        ("$a = $b ? $_GET['a'] : rapikan($_GET['a']); mysql_query('SELECT ' . $a);", False),
        ("mysql_query('SELECT ' . trim($_GET['a']));", False),
        ("mysql_query('SELECT ' . $tidak_dikenal);", False),
        ("mysql_query('SELECT ' . intval($_GET['a']) . $tidak_dikenal);", True),
        ("mysql_query('SELECT ' . intval($_GET['a']));", False),
    ],
)
def test_what_the_request_reaches_only_by_an_unknown_step_is_doubted(tmp_path, body, is_doubted):
    assert bool(doubted(told(tmp_path, a=body))) is is_doubted


@pytest.mark.parametrize(
    ("body", "is_sure"),
    [
        ("$f = 'data/' . $_GET['a']; if (file_exists($f)) { readfile($f); }", True),
        ("$f = $_GET['a']; if (!is_file($f)) { exit; } readfile($f);", True),
        ("$f = isset($_GET['a']) ? $_GET['a'] : ''; if (is_file($f)) { readfile($f); }", True),
        (
            "$f = $b ? $_SESSION['f'] : 'd/' . $_GET['a'] . '.md'; if (is_file($f)) { readfile($f); }",
            False,
        ),
        ("$f = 'data/' . $_GET['a'] . '.md'; if (file_exists($f)) { readfile($f); }", False),
        ("$f = 'd/' . $_GET['a']; if (preg_match('/^.*\\.(md)$/i', $f)) { readfile($f); }", False),
        ("$f = 'd/' . $_GET['a']; if (preg_match('/md/', $f)) { readfile($f); }", True),
        ("$f = 'd/' . $_GET['a']; if (preg_match('~^d/.*$~', $f)) { readfile($f); }", True),
        ("$f = 'd/' . $_GET['a']; if (preg_match('/^.*\\.md$/', $f)) { readfile($f); }", False),
    ],
)
def test_that_a_file_is_there_bounds_nothing_but_its_fixed_end_does(tmp_path, body, is_sure):
    (result,) = followed(tmp_path, a=body)
    assert bool(sure(result)) is is_sure
    assert not [sink for sink in result.safe if sink[0] == "path"]


SETTINGS = {
    "returned": "return ['sunting' => {}];",
    "put together": "$a = ['sunting' => 'ya', 'x' => $b]; return array_merge($a, ['sunting' => {}]);",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_what_an_included_file_returns_decides_and_what_it_rules_out_is_told(tmp_path, name):
    body = "$c = include 'b.php';\nif ($c['sunting'] === false) { exit; }\nreadfile('d/' . $_GET['a']);"
    for is_on in (True, False):
        setting = SETTINGS[name].format("true" if is_on else "false")
        result, _ = followed(tmp_path, a=body, b=setting)
        assert [hit.at[0] for hit in sure(result)] == ([3] if is_on else [])
        # The statement inside the condition, or what stands behind it.
        assert [at[0] for at in result.unreached] == ([2] if is_on else [3])


def test_what_is_behind_a_condition_that_may_hold_is_reached(tmp_path):
    body = (
        "if (!defined('A')) { exit; }\nfunction f($x) { if ($x) { return $_GET['a']; } return 1; }\n"
        "foreach ($y as $z) { switch ($z) { case 1: $a = 2; break; default: $a = $_GET['a']; } }\n"
        "try { $f = function () { return $_GET['b']; }; } catch (E $e) { throw $e; } ?>\n"
        "<?php while ($a): ?><b><?= $a ?></b><?php endwhile; ?>"
    )
    (result,) = followed(tmp_path, a=body)
    assert result.unreached == []


def test_of_functions_of_one_name_it_is_that_of_the_included_file(tmp_path):
    page = "include 'b.php'; mysql_query('SELECT ' . angka($_GET['a']));"
    number, text = "function angka($x) { return (int) $x; }", "function angka($x) { return $x; }"
    assert sure(followed(tmp_path, a=page, b=number, c=text)[0]) == []
    assert [hit.language for hit in sure(followed(tmp_path, a=page, b=text, c=number)[0])] == [
        "sql"
    ]


@pytest.mark.parametrize(
    ("body", "is_settled"),
    [
        ("readfile('data_' . $_GET['a']);", True),
        ("readfile('data/' . $_GET['a']);", False),
        ("$t = tempnam('/tmp', 'a'); $t .= '.' . $_GET['a']; unlink($t);", True),
        ("readfile('data_' . $_GET['a'] . '/' . $_GET['b']);", False),
    ],
)
def test_semgrep_is_not_heard_where_a_beginning_is_fixed(tmp_path, body, is_settled):
    paths = [sink for sink in settled(told(tmp_path, a=body)) if sink[0] in ("path", "deleted")]
    assert bool(paths) is is_settled


def test_own_texts_in_too_many_ways_harm_nothing(tmp_path):
    body = (
        "foreach (['a', 'b', 'c', 'd'] as $k) { $s .= $k . '=VALUES(' . $k . '),'; }\n"
        "mysql_query('SELECT ' . $s . (int) $_GET['a']);\nmysql_query('SELECT ' . $t);"
    )
    (result,) = followed(tmp_path, a="$s = '';" + body)
    assert [at[0] for language, _, at in result.safe if language == "sql"] == [2]


def test_a_check_of_what_was_made_of_a_part_of_the_request_is_one_of_all_of_it(tmp_path):
    body = (
        "$a = 'x/' . $_POST['a']; $b = 'x/' . $_POST['b']; $c = rawurldecode($_POST[\"a\"]);\n"
        "if (!sah($c)) { exit; }\nreadfile($a);\nreadfile($b);"
    )
    (result,) = followed(tmp_path, a=body)
    assert [hit.at[0] for hit in sure(result)] == [4]


def test_what_is_deleted_is_told_from_what_is_read(tmp_path):
    body = "unlink('a/' . $_POST['a']); rmdir($_POST['b']); rename($_POST['c'], 'x');"
    assert [kind for kind, _ in kinds(tmp_path, a=body)] == ["deleted", "deleted", "entry"]


@pytest.mark.parametrize(
    ("functions", "body", "callers", "passed"),
    [
        ("function f() { return g(); }\nfunction g() { readfile($_GET['a']); }", "f();", "fg", ""),
        ("function f() { g($_GET['a']); }\nfunction g($a) { readfile($a . 'x'); }", "f();", "f", "g"),
        ("function g($a) { readfile($a . 'x'); }", "g($_GET['a']);", "", "g"),
        ("function f() { return $_GET['a']; }\nfunction g($a) { readfile($a . 'x'); }", "g(f());",
         "", "g"),
        ("function f() { mysql_query(\"INSERT INTO t (a) VALUES ('\" . addslashes($_GET['a']) . \"')\"); }",
         "f(); $d = mysql_fetch_assoc(mysql_query('SELECT a FROM t')); echo $d['a'];",
         "f", ["t.a", "t.a"]),
    ],
)  # fmt: skip
def test_who_calls_what_takes_it_in_is_told_from_what_passes_it_on(
    tmp_path, functions, body, callers, passed
):
    (tmp_path / "a.php").write_text(f"<?php\n$_GET['x'];\n{body}\n")
    (tmp_path / "b.php").write_text(f"<?php\n{functions}\n")
    paths = ["a.php", "b.php"]
    order = {"root": str(tmp_path), "paths": paths, "names": "", "files": ["a.php"], "kept": []}
    answered = answer(order)["files"].values()
    (hit,) = [hit for one in answered for hit in one["hits"]] or carried(answered)
    names = [name for _, _, name in hit["calls"]]
    assert (names[: hit["callers"]], names[hit["callers"] :]) == ([*callers], [*passed])
