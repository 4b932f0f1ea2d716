import pytest

from tests.unit.engines.files.bench import tree_of
from vetting.engines.owners import COPIED, TEST, owners_of, role


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (".env", ""), ("config/database.php", ""), (".env.production", ""), ("src/latest.js", ""),
        (".env.example", "sample"), ("config/database.sample.php", "sample"),
        ("wp-config-sample.php", "sample"), (".env.testing", "sample"),
        ("docs/pasang.txt", "docs"), ("README.md", "docs"), ("tests/Unit/A.php", ""),
        ("vendor/a/b.php", "third-party"), ("public/js/app.min.js", "third-party"),
        ("composer.lock", "third-party"), ("composer.phar!/src/A.php", "third-party"),
        ("bin/phpunit-9.6.phar!/a.php", "third-party"), ("aplikasi.phar!/src/A.php", ""),
        ("kirim.zip!/app/a.php", ""),
    ],
)  # fmt: skip
def test_role(path, name):
    assert role(path) == name


MIT = "MIT License\n\nCopyright (c) {} {}\n\nPermission is hereby granted, free of charge"
PACKAGE = (
    '{"name": "%s", "license": "MIT", "type": "library", "autoload": {"psr-4": {"A\\\\": "src"}}}'
)
OWN = {f"app/{name}.php": "<?php" for name in "abcdefgh"}
LOCALES = ("az_AZ", "bg_BG", "ca", "cs", "de", "en_EN", "es", "fr_FR", "id", "pt_BR")
LIBRARIES = {
    "its manifest": {"lib/qr/composer.json": PACKAGE % "orang/qr", "lib/qr/src/A.php": ""},
    "an older manifest": {
        "js/peta/bower.json": '{"name": "peta", "license": "BSD-3-Clause", "main": "peta.js"}',
        "js/peta/src/a.php": "",
    },
    "licence and name": {"lib/Surel2/LICENSE.txt": MIT.format(2010, "Orang"), "lib/Surel2/surel.php": ""},
    "both at the top": {
        "surel/composer.json": PACKAGE % "orang/surel", "surel/COPYING": MIT.format(2010, "Orang"),
        "surel/a.php": "",
    },
    "a history and translations": {
        "publik/berkas/CHANGELOG.md": "# Changes\n\n## 2.1\n- a\n## [2.0.1]\n- b\n## 1.9\n- c\n",
        **{f"publik/berkas/lang/{one}.json": "" for one in LOCALES}, "publik/berkas/a.php": "",
    },
    "a history and its version": {
        "publik/berkas/changes.txt": "v1.0\n- a\nv1.1\n- b\nv2.0\n- c\n",
        "publik/berkas/a.php": "<?php define('X_VERSION', 1); $s = ['version' => '2.0'];",
    },
    "one release, its version and translations": {
        "publik/berkas/readme.txt": "Version 9.1.0\n- add a\n- fix b\n- fix c\n",
        **{f"publik/berkas/lang/{one}.json": "" for one in LOCALES},
        "publik/berkas/a.php": "<?php $version = \"9.1.0\";",
    },
    "a known file": {"app/pdf/fpdf.php": "<?php define('FPDF_VERSION', '1.81');"},
}  # fmt: skip
RELEASES = "## 3.0\n- a\n## 2.0\n- b\n## 1.0\n- c\n"
PARTS = {
    "a part at the top": {"depan/package.json": '{"name": "depan", "license": "MIT", "main": "a"}'},
    "private": {"web/depan/package.json": '{"name": "x", "private": true, "license": "MIT", "main": "a"}'},
    "an application": {"web/induk/composer.json": (PACKAGE % "orang/x").replace("library", "project")},
    "of the same maker": {"composer.json": '{"name": "dinas/a"}', "lib/b/composer.json": PACKAGE % "dinas/b"},
    "a workspace": {
        "package.json": '{"name": "a", "workspaces": ["packages/*"]}',
        "packages/b/package.json": '{"name": "b", "license": "MIT", "main": "a.js"}',
    },
    "a package of its path": {
        "composer.json": '{"repositories": [{"type": "path", "url": "./modul/*"}]}',
        "modul/b/composer.json": PACKAGE % "orang/b",
    },
    "the same licence": {
        "LICENSE": MIT.format(2020, "Dinas A"), "lib/b/LICENSE": MIT.format(2021, "Dinas A"),
        "lib/b/b.php": "",
    },
    "a licence of another name": {"app/Http/LICENSE": MIT.format(2020, "Orang"), "app/Http/a.php": ""},
    "a licence that is none": {"lib/b/LICENSE": "Hak cipta Dinas", "lib/b/b.php": ""},
    "no licence": {"lib/b/composer.json": '{"name": "a/b", "type": "library"}'},
    "no manifest": {"lib/b/composer.json": "[" * 100_000},
    "a name alone": {"app/fpdf.php": "<?php class FPDF {}"},
    "a history alone": {"web/surat/CHANGELOG.md": RELEASES, "web/surat/a.php": "<?php"},
    "a version of another": {
        "web/surat/CHANGELOG.md": RELEASES, "web/surat/a.php": "<?php $version = '1.0';",
    },
    "the application's release": {
        "CHANGELOG.md": RELEASES, "web/surat/CHANGELOG.md": RELEASES,
        "web/surat/a.php": "<?php $version = '3.0';",
    },
    "one release and its version": {
        "web/surat/readme.txt": "Version 3.0\n- a\n- b\n- c\n",
        "web/surat/a.php": "<?php $version = '3.0';",
    },
    "numbers that are no releases": {
        "web/surat/readme.txt": "3.0\n1.0\n2.0\n", "web/surat/a.php": "<?php $version = '3.0';",
    },
    "most of the code": {
        "web/app/composer.json": PACKAGE % "orang/x", **{f"web/app/{n}.php": "" for n in range(9)},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", LIBRARIES)
def test_papers_of_its_own_tell_a_copied_library(tmp_path, name):
    owners = owners_of(tree_of(tmp_path, OWN | LIBRARIES[name]))
    code = [path for path in LIBRARIES[name] if path.endswith(".php")]
    assert [owners.role(path) for path in code] == [COPIED]
    assert all(owners.is_theirs(path) for path in code)
    assert not any(owners.is_theirs(path) for path in OWN)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_application_is_its_own(tmp_path, name):
    owners = owners_of(tree_of(tmp_path, OWN | PARTS[name]))
    assert not any(owners.is_copied(path) for path in OWN | PARTS[name])


def test_what_the_path_tells_stays_told(tmp_path):
    files = OWN | {
        "lib/qr/composer.json": PACKAGE % "orang/qr",
        "lib/qr/tests/aTest.php": "<?php class A extends TestCase {}",
        "vendor/a/b.php": "",
    }
    owners = owners_of(tree_of(tmp_path, files))
    assert owners.role("lib/qr/tests/aTest.php") == "test"
    assert owners.is_theirs("lib/qr/tests/aTest.php")
    assert owners.role("vendor/a/b.php") == "third-party"
    assert owners.is_theirs("vendor/a/b.php")
    assert not owners.is_copied("vendor/a/b.php")


UNIT = "<?php class A extends TestCase { function testA() { $this->masuk('a', 'b'); } }"
TESTS = {
    "codeception": {"tests/api/MasukCest.php": "<?php class MasukCest { function a(ApiTester $I) {} }"},
    "phpunit": {"app/KirimTest.php": UNIT},
    "phpunit's settings": {"phpunit.dist.xml": "<phpunit/>"},
    "pest": {"tests/Feature/Masuk.php": "<?php it('masuk', function () {});"},
    "jest": {"src/masuk.spec.ts": "describe('masuk', () => { it('a', () => {}) })"},
    "cypress": {"cypress/e2e/a.cy.js": "it('a', () => { cy.visit('/') })"},
    "pytest": {"test_masuk.py": "def test_masuk(client):\n    pass\n"},
    "django": {"akun/tests.py": "from django.test import TestCase\n"},
    "junit": {"src/test/java/AkunTest.java": "import org.junit.jupiter.api.Test; class AkunTest {}"},
    "go": {"akun/masuk_test.go": "package akun"},
    "flutter": {"test/a_test.dart": "import 'package:flutter_test/flutter_test.dart';"},
    "what lies among them": {
        "tests/ATest.php": UNIT, "tests/_bootstrap.php": "<?php define('YII_DEBUG', true);",
        "tests/_data/akun.json": "{}",
    },
    "another environment": {"database/test/seeds/a.js": "", "database/production/migrations/b.js": ""},
}  # fmt: skip
NO_TESTS = {
    "a name alone": {"app/KirimTest.php": "<?php class KirimTest extends Controller {}"},
    "a feature": {
        "src/test/test.service.ts": "export class TestService {}",
        "src/test/a.ts": "let a = 1",
        "src/test/test.controller.ts": "",
        "jawab/a.ts": "",
    },
    "a page among tests": {"tests/masuk.php": "<?php echo $_GET['a'];"},
    "below the web root": {"public/test/a.php": UNIT},
    "an end of a word": {"app/latest.php": "<?php it('a');", "app/contest/a.php": UNIT},
}


@pytest.mark.parametrize("name", TESTS)
def test_test_code_is_called_or_laid_so_and_looks_like_it(tmp_path, name):
    owners = owners_of(tree_of(tmp_path, OWN | TESTS[name]))
    asked = [path for path in TESTS[name] if "production" not in path]
    assert {path: owners.role(path) for path in asked} == dict.fromkeys(asked, TEST)
    assert not any(owners.is_test(path) for path in OWN)


@pytest.mark.parametrize("name", NO_TESTS)
def test_what_is_only_called_a_test_is_the_application_s_own(tmp_path, name):
    files = OWN | {"tests/ATest.php": UNIT} | NO_TESTS[name]
    owners = owners_of(tree_of(tmp_path, files))
    assert {path: owners.role(path) for path in NO_TESTS[name]} == dict.fromkeys(NO_TESTS[name], "")
