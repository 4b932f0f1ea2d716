"""Hosts, regions and packages: the longest known ending, the country of a region in the name."""

import re
from datetime import date

import pytest

from vetting.content import load
from vetting.engines.outside.report import annex, findings
from vetting.engines.outside.table import CONFIDENCES, table_of
from vetting.engines.outside.worker import Matcher, read

CHECK = load().checks["privacy/foreign-hosting"]
TABLES = [CHECK, load().checks["privacy/third-party-services"]]


def met(text):
    table = table_of(CHECK)
    found = Matcher(table.plain()).line(text)
    return [(table.services[at].name if at >= 0 else "", country) for at, _, country in found]


def test_one_code_in_two_clouds_is_two_countries():
    assert met("https://uji.s3.ap-southeast-3.amazonaws.com/x") == [("Amazon Web Services", "ID")]
    assert met("https://uji.oss-ap-southeast-3.aliyuncs.com/x") == [("Alibaba Cloud", "MY")]


def test_a_host_that_only_ends_alike_is_another():
    assert met("https://notamazonaws.com https://amazonaws.com.uji.id") == []


def test_comments_are_passed_over_and_defaults_are_marked(tmp_path):
    file = tmp_path / "a.php"
    file.write_text("// https://a.herokuapp.com\n$x = env('URL', 'https://b.herokuapp.com');\n")
    (row,) = read(file, "a.php", Matcher(table_of(CHECK).plain()))["found"]
    assert (row["line"], row["default"]) == (2, True)


@pytest.mark.parametrize("check", TABLES, ids=lambda check: check.id)
def test_every_row_names_its_source_with_date_and_confidence(check):
    table = table_of(check)
    assert len(table.services) > 50
    for service in table.services:
        source = table.sources[service.source]
        assert date.fromisoformat(source.date) <= date.fromisoformat(table.as_of)
        assert source.confidence in CONFIDENCES
        assert (service.country == "") is (service.source == "choice")
        assert service.country == "" or re.fullmatch("[A-Z]{2}", service.country)


def _judged(tmp_path, text):
    file = tmp_path / ".env"
    file.write_text(text)
    table = table_of(CHECK)
    row = {"path": ".env", **read(file, ".env", Matcher(table.plain()))}
    return list(findings(CHECK, table, [row])), annex(CHECK, table, [row])


def test_a_country_from_hearsay_asks_and_one_from_a_region_is_sure(tmp_path):
    found, _ = _judged(tmp_path, "A=https://x.rf.gd\nB=https://x.s3.ap-southeast-1.amazonaws.com\n")
    assert [(f.place.pointer[:6], f.confidence.name) for f in found] == [
        ("x.rf.g", "MEDIUM"), ("x.s3.a", "HIGH"),
    ]  # fmt: skip


def test_an_unknown_host_is_not_said_to_be_at_home(tmp_path):
    found, made = _judged(tmp_path, "A=https://pusat-data.contoh.go.id\nB=https://x.mongodb.net\n")
    assert [f.message.id for f in found] == ["MongoDB Atlas (basis data): negara tidak tampak."]
    assert "bukan berarti di Indonesia" in made.note.id
    cells = [cell.id for row in made.tables[0].rows for cell in row]
    assert "Indonesia" not in cells
    assert not any("contoh.go.id" in cell for cell in cells)
    assert any("letak dipilih pelanggan" in cell for cell in cells)


def _in_file(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text)
    table = table_of(CHECK)
    row = {"path": name, **read(file, name, Matcher(table.plain()))}
    return {(f.place.pointer, f.confidence.name) for f in findings(CHECK, table, [row])}


def test_a_link_to_somebodys_page_is_weak_and_a_setting_is_not(tmp_path):
    url = "https://warga.github.io/panduan"
    assert _in_file(tmp_path, "a.js", f"throw new Error('see {url}')") == {
        ("warga.github.io", "LOW")
    }
    assert _in_file(tmp_path, ".env", f"APP_URL={url}") == {("warga.github.io", "HIGH")}


def test_what_is_still_to_be_filled_in_is_weak(tmp_path):
    prefix = "'prefix' => 'https://sqs.us-east-1.amazonaws.com/{}',"
    found = _in_file(tmp_path, "queue.php", prefix.format("your-account-id"))
    assert found == {("sqs.us-east-1.amazonaws.com", "LOW")}
    found = _in_file(tmp_path, "queue.php", prefix.format("123456789012"))
    assert found == {("sqs.us-east-1.amazonaws.com", "HIGH")}


def test_a_list_of_many_sites_is_weak(tmp_path):
    sites = "".join(f"'https://bot{n}.uji.example/',\n" for n in range(101))
    mail = "'smtp.gmail.com'\n"
    assert _in_file(tmp_path, "bots.php", sites + mail) == {("smtp.gmail.com", "LOW")}
    assert _in_file(tmp_path, "bots.php", sites[:60] + mail) == {("smtp.gmail.com", "HIGH")}


def test_a_buckets_name_and_a_viewer_are_told_apart():
    bucket = met("https://firebasestorage.googleapis.com/v0/b/uji.appspot.com/o/a.png")
    assert [name for name, _ in bucket] == ["Firebase Storage"]
    assert met("https://docs.google.com/viewer?url=x")[0][0] == "Google Docs Viewer"
    assert met("https://docs.google.com/forms/d/e/x")[0][0] == "Google Sheets"


TERMS = TABLES[1]
SCRIPT = "s.src = 'https://maps.googleapis.com/maps/api/js'\n"


def _told(tmp_path, path, text):
    """Confidence of the one service that a file at a path of the application names."""
    file = tmp_path / "file"
    file.write_text(text)
    table = table_of(TERMS)
    row = {"path": path, **read(file, path, Matcher(table.plain()))}
    return [f.confidence.name for f in findings(TERMS, table, [row])]


@pytest.mark.parametrize(
    ("path", "sure"),
    [
        ("assets/plugins/gmaps/gmaps.js", "LOW"), ("public/vendor/peta/peta.js", "LOW"),
        ("app/static/staticfiles/assets/lib/peta.js", "LOW"), ("assets/adminlte/login.html", "LOW"),
        ("tools/yuidoc/theme/layout.php", "LOW"), ("plugins/chart/examples/index.html", "LOW"),
        ("assets/js/app.js", "HIGH"), ("src/assets/plugins/peta.js", "HIGH"),
        ("resources/js/plugins/peta.js", "HIGH"), ("plugins/peta.js", "HIGH"),
        ("app/src/main/java/com/example/peta/Peta.java", "HIGH"), ("public/index.html", "HIGH"),
    ],
)  # fmt: skip
def test_a_librarys_file_asks_and_the_applications_own_is_sure(tmp_path, path, sure):
    assert _told(tmp_path, path, SCRIPT) == [sure]


@pytest.mark.parametrize(
    "line",
    [
        "{regex: /maps\\.google\\.com\\/(.+)/i, url: 'maps.google.com/maps/ms?msid=$2'},",
        "url: 'maps.google.com/maps/ms?msid=$2&output=embed',",
        "console.error('register https://maps.googleapis.com/maps/api/js')",
        "throw new Error('needs https://maps.googleapis.com/maps/api/js')",
    ],
)
def test_a_pattern_and_a_message_only_mention(tmp_path, line):
    assert _told(tmp_path, "js/a.js", line) == ["LOW"]


def test_servers_of_tiles_to_choose_from_are_a_list(tmp_path):
    tiles = "".join(f"'//ubin{n}.uji.example/{{z}}/{{x}}/{{y}}.png',\n" for n in range(6))
    mapbox = "'https://api.mapbox.com/v4/{z}/{x}/{y}.png'\n"
    assert _told(tmp_path, "js/peta.js", tiles + mapbox) == ["LOW"]
    assert _told(tmp_path, "js/peta.js", mapbox) == ["HIGH"]


def test_made_up_companies_are_a_list(tmp_path):
    firms = "".join(f'{{"mail":"a@firma{n}.com","site":"firma{n}.net"}},\n' for n in range(60))
    site = '"site":"statcounter.com"\n'
    assert _told(tmp_path, "js/data.js", firms + site) == ["LOW"]
    assert _told(tmp_path, "js/data.js", site) == ["MEDIUM"]


MAIL = "$mail = [\n 'server' => 'smtp.gmail.com',\n 'username' => 'USER',\n 'password' => 'PASS',\n];\n"


def test_a_mail_server_beside_placeholders_is_not_in_use(tmp_path):
    used = MAIL.replace("USER", "dinas.uji@contoh.go.id").replace("PASS", "Zk4-uji-9")
    assert _in_file(tmp_path, "surat.php", used) == {("smtp.gmail.com", "HIGH")}
    empty = used.replace("Zk4-uji-9", "")
    assert _in_file(tmp_path, "surat.php", empty) == {("smtp.gmail.com", "LOW")}
    hint = used.replace("$mail", "$placeholder")
    assert _in_file(tmp_path, "surat.php", hint) == {("smtp.gmail.com", "LOW")}


def test_a_password_beside_a_host_that_needs_none_says_nothing(tmp_path):
    page = "data() { return { password: '' } }\nfetch('https://uji.herokuapp.com/masuk')\n"
    assert _in_file(tmp_path, "masuk.js", page) == {("uji.herokuapp.com", "HIGH")}


def test_asking_whether_a_host_is_one_is_no_use_of_it(tmp_path):
    asks = "if (host.includes('mongodb.net')) uri = `mongodb+srv://${host}`\n"
    assert _in_file(tmp_path, "db.js", asks) == {("mongodb.net", "LOW")}


@pytest.mark.parametrize(
    ("path", "head", "sure"),
    [
        ("public/assets/tabel/Buttons-1.6.1/tabel.js", "", "LOW"),
        ("assets/js/peta.min.css", "/*! peta 3.2 | MIT license */\n", "LOW"),
        ("public/themes/dompet/ikon/ikon.html", "", "LOW"),
        ("web/css/fonts/ikon.html", "", "LOW"),
        ("assets/js/peta.js", "", "HIGH"), ("resources/css/peta.css", "/*! */\n", "HIGH"),
        ("app/Views/v1.2.3/peta.php", "/*! */\n", "HIGH"),
    ],
)  # fmt: skip
def test_a_static_file_that_says_whose_it_is_asks(tmp_path, path, head, sure):
    assert _told(tmp_path, path, head + SCRIPT) == [sure]


def test_the_key_file_of_an_account_is_no_sign_in(tmp_path):
    line = '"auth_uri": "https://accounts.google.com/o/oauth2/auth",\n'
    assert _told(tmp_path, "kunci.json", line) == ["LOW"]


@pytest.mark.parametrize("mark", ["{{-- %s --}}", "{# %s #}", "{/* %s */}", "<%%-- %s --%%>"])
def test_remarks_of_templates_are_passed_over(tmp_path, mark):
    script = '<script src="https://code.jquery.com/jquery.js"></script>'
    assert _told(tmp_path, "views/masuk.blade.php", f"  {mark % script}\n") == []
    assert _told(tmp_path, "views/masuk.blade.php", f"{mark % script}\n{script}\n") == ["MEDIUM"]
