"""Values that a database carries: which columns a query reads and fills, and what meets them."""

import pytest

from tests.unit.engines.flow.test_flow import followed
from vetting.engines.semgrep.flow import sqltext
from vetting.engines.semgrep.flow.carried import carried
from vetting.engines.semgrep.flow.worker import answer

READ = [
    ("SELECT a, b FROM t", "b", ("t.b",)),
    ("SELECT a, b FROM t", 1, ("t.b",)),
    ("SELECT a, b FROM t", 2, ()),
    ("SELECT a, b FROM t", "c", ()),
    ("select x.a as n from t x where x.a = 1", "n", ("t.a",)),
    ("SELECT x.*, y.n AS m FROM t x LEFT JOIN u y ON x.i = y.i", "m", ("u.n",)),
    ("SELECT x.*, y.n FROM t x LEFT JOIN u y ON x.i = y.i", "isi", ("t.isi",)),
    ("SELECT * FROM t, u v", "isi", ("t.isi", "u.isi")),
    ("SELECT CONCAT(t.a, ' ', b) AS n FROM t", "n", ("t.a", "t.b")),
    ("SELECT COUNT(a) AS n FROM t", "n", ()),
    ("SELECT \x00 FROM t", "isi", ("t.isi",)),
    ("SELECT * FROM `skema`.`t`", "isi", ("t.isi",)),
    ("SHOW TABLES", "isi", ()),
]
FILLED = [
    ("INSERT INTO t (a, b) VALUES ('\x00', f(1, \x00))", [("t", "a", 0), ("t", "b", 1)]),
    ("insert ignore into t (a) values ('x, \x00')", [("t", "a", 0)]),
    ("UPDATE t SET a = '\x00', b = NOW() WHERE c = \x00", [("t", "a", 0)]),
    ("INSERT INTO t SET a = \x00", [("t", "a", 0)]),
    ("REPLACE INTO `t` (`a`) VALUES (\x00)", [("t", "a", 0)]),
    ("DELETE FROM t WHERE a = \x00", []),
    ("INSERT INTO t (a", []),
]
BOUND = [
    ("INSERT INTO t (a, b) VALUES (?, ?)", [("t", "a", 0), ("t", "b", 1)]),
    ("INSERT INTO t (a, b) VALUES (NOW(), :b)", [("t", "b", "b")]),
    ("UPDATE t SET a = ?, b = ? WHERE c = ?", [("t", "a", 0), ("t", "b", 1)]),
]
CARRIED = {
    "mysqli": "mysqli_query($k, \"INSERT INTO t (a) VALUES ('$_POST[a]')\");"
    "$r = mysqli_fetch_assoc(mysqli_query($k, 'SELECT * FROM t')); echo $r['a'];",
    "bound by place": "$s = $db->prepare('INSERT INTO t (x, a) VALUES (?, ?)');"
    "$s->bind_param('ss', $x, $_POST['a']); echo $db->query('SELECT a FROM t')->fetch_assoc()['a'];",
    "bound by name": "$s = $pdo->prepare('UPDATE t SET a = :a'); $s->execute([':a' => $_POST['a']]);"
    "foreach ($pdo->query('SELECT a n FROM t')->fetchAll() as $r) { echo $r->n; }",
    "one column": "$pdo->prepare('INSERT INTO t (a) VALUES (?)')->execute([$_POST['a']]);"
    "echo $pdo->query('SELECT a FROM t')->fetchColumn();",
    "builder of Laravel": "DB::table('t')->insert(['a' => $_POST['a']]);"
    "echo DB::table('t')->where('i', 1)->value('a');",
    "batch": "$this->db->insert_batch('t', [['a' => $_POST['a']]]); "
    "$r = $this->db->get('t')->row(); echo $r->a;",
    "whole request": "$this->db->insert('t', $_POST); $r = $this->db->get('t')->row(); echo $r->a;",
    "model": "class T extends Model { protected $table = 't'; } $t = new T; $t->a = $_POST['a'];"
    "$t->save(); echo T::find(1)->a;",
    "in a script, quotes": "$this->db->insert('t', ['a' => strip_tags($_POST['a'])]);"
    "$r = $this->db->get('t')->row(); echo \"<script>var a = '$r->a';</script>\";",
}
KEPT_APART = {
    "escaped when stored": "$this->db->insert('t', ['a' => htmlspecialchars($_POST['a'])]);"
    "$r = $this->db->get('t')->row(); echo $r->a;",
    "escaped when shown": "$this->db->insert('t', $_POST);"
    "$r = $this->db->get('t')->row(); echo htmlspecialchars($r->a);",
    "another column": "$this->db->insert('t', ['a' => $_POST['a']]);"
    "$r = $this->db->get('t')->row(); echo $r->b;",
    "another table": "$this->db->insert('t', ['a' => $_POST['a']]);"
    "$r = $this->db->get('u')->row(); echo $r->a;",
    "number": "$this->db->insert('t', ['a' => (int) $_POST['a']]); echo $this->db->get('t')->row()->a;",
    "column that may not be filled": "class T extends Model { protected $fillable = ['b']; } "
    "T::create($_POST); echo T::find(1)->a;",
    "count": "$this->db->insert('t', $_POST); echo $this->db->get('t')->num_rows();",
    "in a text, quotes": "$this->db->insert('t', ['a' => strip_tags($_POST['a'])]);"
    "$r = $this->db->get('t')->row(); echo \"<p>$r->a</p>\";",
}


@pytest.mark.parametrize(("query", "key", "expected"), READ)
def test_columns_that_a_query_reads(query, key, expected):
    assert sqltext.columns(query, key) == expected


@pytest.mark.parametrize(("query", "expected"), FILLED)
def test_columns_that_a_query_fills(query, expected):
    assert list(sqltext.fills(query, [0, 1])) == expected


@pytest.mark.parametrize(("query", "expected"), BOUND)
def test_columns_that_placeholders_fill(query, expected):
    assert list(sqltext.placeholders(query)) == expected


def carried_in(tmp_path, body):
    (tmp_path / "a.php").write_text(f"<?php\n{body}\n")
    order = {"root": str(tmp_path), "paths": ["a.php"], "names": "", "files": ["a.php"], "kept": []}
    return carried(answer(order)["files"].values())


@pytest.mark.parametrize("name", CARRIED)
def test_a_value_is_followed_through_its_column(tmp_path, name):
    (hit,) = carried_in(tmp_path, CARRIED[name])
    assert hit["kind"] == "column"
    assert hit["source"][0] == "a.php"
    assert "t.a" in [name for _, _, name in hit["calls"]] or "t.*" in [n for *_, n in hit["calls"]]


@pytest.mark.parametrize("name", KEPT_APART)
def test_what_does_not_meet_is_no_flow(tmp_path, name):
    assert carried_in(tmp_path, KEPT_APART[name]) == []


def test_a_row_makes_no_value_of_a_request_dangerous(tmp_path):
    # The list of a database is the application's own, as one that is written down.
    body = (
        "$r = $db->query('SELECT a FROM t')->fetch_assoc();"
        "if (in_array($_GET['a'], $r)) { mysql_query('SELECT ' . $_GET['a']); }"
    )
    (result,) = followed(tmp_path, a=body)
    assert [hit for hit in result.hits if hit.language == "sql"] == []
