import pytest

from vetting.engines.secrets.context import role


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (".env", ""), ("config/database.php", ""), (".env.production", ""), ("src/latest.js", ""),
        (".env.example", "sample"), ("config/database.sample.php", "sample"),
        ("wp-config-sample.php", "sample"), (".env.testing", "sample"),
        ("tests/Unit/A.php", "test"), ("src/a.spec.ts", "test"), ("phpunit.xml", "test"),
        ("app/KirimTest.php", "test"), ("docs/pasang.txt", "docs"), ("README.md", "docs"),
        ("vendor/a/b.php", "third-party"), ("public/js/app.min.js", "third-party"),
        ("composer.lock", "third-party"), ("composer.phar!/src/A.php", "third-party"),
        ("bin/phpunit-9.6.phar!/a.php", "third-party"), ("aplikasi.phar!/src/A.php", ""),
        ("kirim.zip!/app/a.php", ""),
    ],
)  # fmt: skip
def test_role(path, name):
    assert role(path) == name
