"""The second look refutes what is provably harmless, and nothing else."""

import pytest

from vetting.engines.semgrep.second import java
from vetting.engines.semgrep.second.questions import Question, refuted
from vetting.engines.semgrep.second.worker import answer

SHELL = """
class Halaman extends HttpServlet {
  private static final String MODE = "aman";
  private Statement st;
  public void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String nilai = request.getParameter("nilai");
    %s
    st.executeQuery(isi);
  }
  private String kolom(String pilihan) { if (pilihan.equals("a")) { return "judul"; } return "isi"; }
  private String sama(String teks) { String hasil = teks; return hasil; }
  private void taruh(List<String> tempat, String teks) { tempat.add(teks); }
}
class Pembaca {
  private HttpServletRequest asal;
  Pembaca(HttpServletRequest asal) { this.asal = asal; }
  String tetap() { return "x"; }
  String ambil() { return asal.getParameter("y"); }
}
"""

HARMLESS = {
    "constant condition": 'String isi; if (7 * 6 > 200) isi = nilai; else isi = "tetap";',
    "constant choice": 'int n = 5; String isi = n + 1 == 6 ? "tetap" : nilai;',
    "constant case": """String isi; switch ("ABC".charAt(1)) { case 'A': isi = nilai; break;
        case 'B': isi = "tetap"; break; default: isi = nilai; }""",
    "other element": """List<String> d = new ArrayList<>(); d.add("a"); d.add(nilai); d.add("b");
        d.remove(0); String isi = d.get(1);""",
    "other key": """Map<String, Object> m = new HashMap<>(); m.put("a", "x"); m.put("b", nilai);
        String isi = (String) m.get("a");""",
    "array element": 'String[] d = {nilai, "b"}; String isi = d[1];',
    "overwritten": 'String isi = nilai; isi = "tetap";',
    "own method answers from a list": "String isi = kolom(nilai);",
    "object that hands out a constant": "String isi = new Pembaca(request).tetap();",
    "constant of the class": 'String isi = MODE.equals("aman") ? "a" : nilai;',
    "loop that cannot run": 'String isi = "a"; while (1 > 2) { isi = nilai; }',
    "after return": 'String isi = "a"; if (isi.equals("b")) { isi = nilai; }',
}
TAINTED = {
    "straight": "String isi = nilai;",
    "unknown condition": 'String isi = "a"; if (st != null) isi = nilai;',
    "the element itself": """List<String> d = new ArrayList<>(); d.add("a"); d.add(nilai);
        d.remove(0); String isi = d.get(0);""",
    "unknown index": """List<String> d = new ArrayList<>(); d.add("a"); d.add(nilai);
        String isi = d.get(st.hashCode());""",
    "the key itself": """Map<String, Object> m = new HashMap<>(); m.put("b", nilai);
        String isi = (String) m.get("b");""",
    "through an own method": "String isi = sama(nilai);",
    "into a list by an own method": """List<String> d = new ArrayList<>(); taruh(d, nilai);
        String isi = d.get(0);""",
    "through an unknown method": "String isi = Lain.olah(nilai);",
    "alias of a list": """List<String> d = new ArrayList<>(); List<String> e = d; e.add(nilai);
        String isi = d.get(0);""",
    "one of two lists": """List<String> d = new ArrayList<>(); List<String> e = new ArrayList<>();
        List<String> f = st == null ? d : e; f.add(nilai); String isi = "" + d;""",
    "builder": 'StringBuilder b = new StringBuilder(); b.append("x").append(nilai); String isi = b.toString();',
    "falls into the next case": """String isi = "a"; switch ("x") { case "x": isi = nilai;
        case "y": break; default: isi = "b"; }""",
    "left by break": 'String isi = "a"; while (true) { isi = nilai; if (st == null) break; isi = "b"; }',
    "carried round a loop": """String isi = "a"; String lama = "b";
        for (int i = 0; i < 3; i++) { isi = lama; lama = nilai; }""",
    "thrown away from": """String isi = "a"; try { isi = nilai; st.close(); isi = "b"; }
        catch (Exception e) { }""",
    "done before a throw in a method": """List<String> d = new ArrayList<>();
        try { taruh(d, nilai); } catch (Exception e) { } String isi = "" + d;""",
    "object that hands out the request": "String isi = new Pembaca(request).ambil();",
    "lambda": 'List<String> d = new ArrayList<>(); Runnable r = () -> d.add(nilai); r.run(); String isi = "" + d;',
    "recursion": "String isi = putar(nilai); ",
    "unknown variable": "String isi = nilai; isi = warisan;",
}


def question(source: str) -> Question:
    """From the request's parameter to the argument of the query."""
    lines = source.split("\n")

    def at(words: str) -> tuple[int, int, int, int]:
        row = next(number for number, line in enumerate(lines) if words in line)
        column = lines[row].index(words)
        return (row, column, row, column + len(words))

    row, _, _, end = at("executeQuery(isi)")
    return Question(at('request.getParameter("nilai")'), (row, end - 4, row, end - 1))


def is_refuted(body: str) -> bool:
    source = SHELL % body
    unit = java.read(source.encode())
    classes = {one.name: one for one in unit.classes}
    return refuted(unit, classes.get, [question(source)])[0]


@pytest.mark.parametrize("body", HARMLESS.values(), ids=list(HARMLESS))
def test_harmless_is_refuted(body):
    assert is_refuted(body)


@pytest.mark.parametrize("body", TAINTED.values(), ids=list(TAINTED))
def test_tainted_stays(body):
    assert not is_refuted(body)


def test_classes_of_other_files_are_followed(tmp_path):
    source = SHELL % "String isi = Bantu.tetap(nilai) + new Jauh(request).kosong();"
    (tmp_path / "Halaman.java").write_text(source)
    (tmp_path / "Bantu.java").write_text(
        'public class Bantu { static String tetap(String x) { return "t"; } }'
    )
    (tmp_path / "Jauh.java").write_text(
        'class Jauh { Object a; Jauh(Object a) { this.a = a; } String kosong() { return ""; } }'
    )
    asked = question(source)
    rows = [[list(asked.source), list(asked.sink), ""]]
    order = {"root": str(tmp_path), "files": [["Halaman.java", rows]]}
    paths = ["Bantu.java", "Halaman.java", "Jauh.java"]
    assert answer({**order, "paths": paths}) == [[True]]
    (tmp_path / "lain").mkdir()
    (tmp_path / "lain/Bantu.java").write_text("class Bantu {}")
    # Two classes of one name: which is meant is unknown, so the finding stays.
    assert answer({**order, "paths": [*paths, "lain/Bantu.java"]}) == [[False]]


def test_cleaners_count_inside_own_methods():
    source = SHELL.replace("String hasil = teks;", "String hasil = Html.escapeHtml(teks);")
    source %= "String isi = sama(nilai);"
    unit = java.read(source.encode())
    classes = {one.name: one for one in unit.classes}
    asked = question(source)
    cleaned = Question(asked.source, asked.sink, "^escapeHtml")
    assert refuted(unit, classes.get, [asked, cleaned]) == [False, True]


@pytest.mark.parametrize("body", [b"", b"class", b"\xff\xfe{{{", b"class A { void f( { if (" * 50])
def test_broken_source_is_read_without_fail(body):
    java.read(body)


def test_endless_nesting_keeps_the_finding(tmp_path):
    deep = "String isi = " + "(" * 5000 + "nilai" + ")" * 5000 + ";"
    source = SHELL % deep
    (tmp_path / "Halaman.java").write_text(source)
    asked = question(source)
    order = {"root": str(tmp_path), "paths": ["Halaman.java"],
             "files": [["Halaman.java", [[list(asked.source), list(asked.sink), ""]]]]}  # fmt: skip
    assert answer(order) == [[False]]
