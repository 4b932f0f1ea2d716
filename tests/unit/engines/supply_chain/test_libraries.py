"""Libraries copied into the application, and packages that lie installed with their metadata."""

import zipfile

import pytest

from vetting.engines.supply_chain.locks import read
from vetting.engines.supply_chain.locks.installed import is_jar, jar
from vetting.engines.supply_chain.locks.libraries import is_library


def found(path, text):
    return [(p.ecosystem, p.name, p.version, p.line) for p in read(path, "library", text).packages]


@pytest.mark.parametrize(
    ("path", "text", "name", "version"),
    [
        ("jquery.js", "/*!\n * jQuery JavaScript Library v1.9.1\n */", "jquery", "1.9.1"),
        ("a.min.js", "/*! jQuery v3.5.1 | (c) JS Foundation */", "jquery", "3.5.1"),
        ("jquery-ui.min.js", "/*! jQuery UI - v1.12.1 - 2016-09-14 */", "jquery-ui", "1.12.1"),
        ("bootstrap.js", "/*!\n * Bootstrap v3.3.7 (https://x.invalid)\n */", "bootstrap", "3.3.7"),
        ("angular.min.js", "/*\n AngularJS v1.5.8\n*/", "angular", "1.5.8"),
        ("vue.min.js", "/*!\n * Vue.js v2.6.14\n */", "vue", "2.6.14"),
        ("moment.min.js", "//! moment.js\n//! version : 2.10.3\n", "moment", "2.10.3"),
        ("x.min.js", "/** @license React v16.13.1\n * react-dom.production.min.js", "react-dom", "16.13.1"),
        ("select2.js", "/*!\n * Select2 4.0.3\n */", "select2", "4.0.3"),
        ("purify.min.js", "/*! @license DOMPurify 2.3.1 | x */", "dompurify", "2.3.1"),
        ("lodash.min.js", "/**\n * @license\n * Lodash */;var VERSION='4.17.4';", "lodash", "4.17.4"),
    ],
)  # fmt: skip
def test_a_banner_names_package_and_version(path, text, name, version):
    assert is_library(path)
    assert [row[:3] for row in found(path, text)] == [("npm", name, version)]


def test_a_bundle_names_all_that_it_holds_with_their_lines():
    text = "var a;\n/*! jQuery v2.1.4 */x()\n/*!\n * Bootstrap v3.3.5\n */y()/*! axios v0.21.1 */"
    assert found("vendor.bundle.js", text) == [
        ("npm", "jquery", "2.1.4", 2), ("npm", "bootstrap", "3.3.5", 4), ("npm", "axios", "0.21.1", 5)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["/* needs jQuery v1.9.1 */", "/* for jQuery v1.9.1\n plus jQuery UI v1.8 */", "x='jQuery v1.9.1'", ""],
)  # fmt: skip
def test_a_mention_is_no_banner(text):
    assert found("x-jquery.js", text) == []


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("/*!\n * jQuery UI Widget 1.10.3+amd\n */", []),
        ("/*! jQuery UI - v1.8.24\n* Includes: jquery.ui.widget.js\n* Copyright */", []),
        ("/*! jQuery UI - v1.11.4\n* Includes: widget.js */", []),
        ("/*! jQuery UI - v1.11.4\n* Includes: core.js, widget.js */", ["jquery-ui"]),
        ("/*! jQuery UI - v1.12.1\n* Includes: widget.js, position.js */", ["jquery-ui"]),
        ("/*!\n * jQuery UI Datepicker 1.10.3\n */", ["jquery-ui"]),
    ],
)
def test_the_widget_factory_alone_is_not_jquery_ui(head, names):
    assert [name for _, name, *_ in found("jquery.ui.js", head)] == names


@pytest.mark.parametrize(
    ("path", "text", "name", "version"),
    [
        ("lib/class.phpmailer.php", "<?php\n public $Version = '5.2.8';", "phpmailer/phpmailer", "5.2.8"),
        ("src/PHPMailer.php", "<?php const VERSION = '6.1.4';", "phpmailer/phpmailer", "6.1.4"),
        ("fpdf.php", "<?php define('FPDF_VERSION','1.7');", "setasign/fpdf", "1.7"),
        ("CodeIgniter.php", "<?php const CI_VERSION = '3.1.9';", "codeigniter/framework", "3.1.9"),
    ],
)  # fmt: skip
def test_php_libraries(path, text, name, version):
    rows = found(path, text)
    if "CI_VERSION = " in text:
        assert rows == [], "CodeIgniter 3 defines it"
        rows = found(path, "<?php define('CI_VERSION', '3.1.9');")
    assert [row[:3] for row in rows] == [("Packagist", name, version)]


def test_an_endless_run_of_comments_costs_little():
    assert found("a.min.js", "/* x */" * 200_000) == []


def test_python_metadata():
    text = "Metadata-Version: 2.1\nName: Surat_Warga\nVersion: 1.0\nLicense-Expression: MIT\n\nName: x\n"
    (package,) = read("a.dist-info/METADATA", "installed-python", text).packages
    assert (package.name, package.version, package.licence) == ("Surat_Warga", "1.0", "MIT")
    with pytest.raises(ValueError, match="no name"):
        read("METADATA", "installed-python", "x")


def test_npm_package_that_lies_installed():
    text = (
        '{"name": "kartu", "version": "1.2.3", "license": "MIT", "scripts": {"postinstall": "x"}}'
    )
    (package,) = read("node_modules/kartu/package.json", "installed-npm", text).packages
    assert (package.name, package.version, package.has_script) == ("kartu", "1.2.3", True)


def write_jar(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def names(path):
    return [(p.name, p.version) for p in jar(path).packages]


PROPERTIES = "groupId=org.contoh\nartifactId=surat\nversion=1.4\n"


def test_jars_are_known_by_properties_manifest_or_name(tmp_path):
    told = write_jar(tmp_path / "a.jar", {"META-INF/maven/g/a/pom.properties": PROPERTIES})
    assert names(told) == [("org.contoh:surat", "1.4")]
    manifest = "Implementation-Vendor-Id: org.contoh\r\nImplementation-Version: 2.0\r\n"
    assert names(write_jar(tmp_path / "kartu.jar", {"META-INF/MANIFEST.MF": manifest})) == [
        ("org.contoh:kartu", "2.0")
    ]
    assert names(write_jar(tmp_path / "kartu-3.1.jar", {"x": ""})) == [("kartu", "3.1")]
    assert names(write_jar(tmp_path / "tanpa.jar", {"x": ""})) == [("tanpa", "")]


def test_jars_in_a_war(tmp_path):
    inner = write_jar(tmp_path / "in.jar", {"META-INF/maven/g/a/pom.properties": PROPERTIES})
    war = write_jar(tmp_path / "app-1.0.war", {"WEB-INF/lib/surat-1.4.jar": inner.read_bytes()})
    assert names(war) == [("app", "1.0"), ("org.contoh:surat", "1.4")]


def test_a_broken_jar_or_a_bomb_raises(tmp_path):
    (tmp_path / "x.jar").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ValueError, match="not a jar"):
        jar(tmp_path / "x.jar")
    with zipfile.ZipFile(tmp_path / "b.jar", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lib/a.jar", b"0" * (65 << 20))
    with pytest.raises(ValueError, match="jars inside"):
        jar(tmp_path / "b.jar")


def test_the_build_tools_own_jar_is_no_library():
    assert not is_jar("gradle/wrapper/gradle-wrapper.jar")
    assert is_jar("lib/ojdbc8.jar")
