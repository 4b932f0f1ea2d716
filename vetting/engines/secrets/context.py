"""What a path says about a value in it: sample, test, documentation, somebody else's code."""

import re

_SAMPLE = re.compile(
    r"(?i)(?:^|[._\-/])(?:example|sample|dist|template|tpl|contoh|stub)(?:[._\-]|$)|\.env\.(?:ci|test"
    r"|testing|docker)$"
)
_TEST = re.compile(
    r"(?i)(?:^|/)(?:tests?|specs?|__tests__|__mocks__|mocks?|fixtures?|e2e|cypress|testdata)/"
    r"|[._\-](?:test|spec)\.\w+$|(?:^|/)phpunit[\w.\-]*\.xml|Test\.php$|(?:^|/)test_\w+\.py$"
)
_DOCS = re.compile(
    r"(?i)(?:^|/)(?:docs?|documentation|dokumentasi)/|\.(?:md|rst|adoc)$|(?:^|/)readme"
)
_OTHERS = re.compile(
    r"(?i)(?:^|/)(?:vendor|node_modules|bower_components|third[_-]?party|site-packages|\.venv|venv"
    r"|simplesamlphp|ckeditor|tinymce[\w.\-]*|phpmyadmin)/|\.min\.js$|(?:^|/)(?:composer|package-lock"
    r"|yarn|pnpm-lock|poetry|uv|pipfile)\.(?:lock|json|yaml)$"
    r"|(?:^|/)(?:composer|phpunit|phpstan|psalm|php-cs-fixer|phpcs|phpcbf|phpmd|wp-cli|deployer|box)"
    r"[\w.\-]*\.phar!/"
)


_BY_ROLE = {"third-party": _OTHERS, "test": _TEST, "docs": _DOCS, "sample": _SAMPLE}
ROLES = tuple(_BY_ROLE)


def role(path: str) -> str:
    """One of `ROLES`, or "" for the application's own files."""
    return next((name for name, pattern in _BY_ROLE.items() if pattern.search(path)), "")
