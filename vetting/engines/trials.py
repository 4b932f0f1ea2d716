"""Test code: a file that is called or laid like a test, and looks like one or lies among such.

A name alone is the vendor's word: an exam or a laboratory has a module called `test`, too. So
the file itself must look like a test in its language, or most of the code around it in a folder of
tests does, or the folder stands beside those of other environments. Nothing that a web server
would run by itself is test code: neither below a web root, nor a script that reads a request.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import PurePosixPath

import re2

_NAMED = re2.compile(
    r"(?i)(?:^|/)(?:test_\w+|tests|conftest)\.py$|(?:^|/)phpunit[\w.\-]*\.xml|(?:^|/)_bootstrap\.php$"
    r"|[._\-](?:test|spec|cy|e2e)\.\w+$|_(?:test|spec)\.(?:go|py|dart|rb)$"
    r"|(?-i:[a-z0-9_](?:Tests?|TestCase|Cest|Cept|Spec|IT)\.(?:php|java|kt|cs|scala)$)"
)
_FOLDER = re2.compile(
    r"(?i)^(?:tests?|specs?|__tests__|__mocks__|mocks?|fixtures?|e2e|cypress|testdata|androidtest"
    r"|unittests?|testing)$"
)
_BY_TOOL = re2.compile(r"(?i)_test\.go$|(?:^|/)phpunit[\w.\-]*\.xml")
"""What the name decides: the compiler or the test tool reads these, and nothing else does."""
_ENVIRONMENT = re2.compile(r"(?i)^(?:dev(?:elopment)?|prod(?:uction)?|staging|release)$")
_ROOT = re2.compile(r"(?i)^(?:public|public_html|htdocs|wwwroot|webroot|www|web)$")
_PAGE = re2.compile(r"(?i)\.(?:php\d?|phtml|inc|jspx?|aspx?)$")
_REQUEST = re2.compile(
    r"(?i)\$_(?:get|post|request|files|cookie)\b|php://input|request\.getParameter"
)
_PHP = (
    r"(?im)\bextends\s+[\w\\]*(?:TestCase|Test|Unit|Cest|ObjectBehavior|Context)\b"
    r"|\b\w*Tester\s+\$\w+\s*[,)]|^\s*use\s+\\?(?:PHPUnit|Codeception|Behat)\\"
    r"|(?:^|<\?php)\s*(?:it|test|describe|uses|dataset)\(\s*['\"\w]|\bnew\s+\w+Tester\("
)
_SCRIPT = (
    r"(?m)(?:^|[^\w.$])(?:describe|it|test|suite|specify|context)(?:\.\w+)*\s*\(\s*['\"`]|\bcy\.\w+\("
    r"|['\"](?:vitest|@jest/globals|@playwright/test|chai|mocha|supertest|@japa/\w+|node:test)['\"]"
)
_JVM = r"@(?:Parameterized|Repeated)?Test\b|\borg\.(?:junit|testng)\b|\bkotlin\.test\b"
_SHAPES = {
    of: re2.compile(shape)
    for ends, shape in {
        (".php", ".phtml", ".inc"): _PHP,
        (".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts"): _SCRIPT,
        (".py",): r"(?m)^\s*(?:import|from)\s+(?:pytest|unittest|nose|django\.test)\b"
        r"|^\s*(?:async\s+)?def\s+test_\w+\(|^class\s+\w+\(.*TestCase",
        (".java", ".kt", ".scala"): _JVM,
        (".go",): r"\*testing\.\w",
        (".dart",): r"package:(?:flutter_)?test/",
        (".cs",): r"\[(?:Fact|Theory|Test|TestMethod|TestCase)\b",
        (".rb",): r"(?m)\bRSpec\b|\bMinitest\b|^\s*(?:describe|it)\s+['\"]",
    }.items()
    for of in ends
}


def is_called_test(path: str) -> bool:
    """Whether its name, or that of a folder around it, is one that tests have."""
    return bool(_NAMED.search(path) or any(_folders(path)))


def _folders(path: str) -> Iterator[str]:
    """The folders of tests that a path lies in, the outermost first."""
    for folder in reversed(PurePosixPath(path).parents):
        if _FOLDER.search(folder.name):
            yield str(folder)


class Trials:
    """The test code among these files; `text` reads one of them."""

    def __init__(self, paths: Iterable[str], text: Callable[[str], str]) -> None:
        self._paths = sorted(paths)
        self._text = text

    def holds(self, path: str) -> bool:
        """Whether a file is test code."""
        if not is_called_test(path) or _is_served(path):
            return False
        if _BY_TOOL.search(path) or self._shows(path):
            return True
        if _PAGE.search(path) and _REQUEST.search(self._text(path)):
            return False
        return any(
            folder in self._tested or self._is_environment(folder) for folder in _folders(path)
        )

    def _shows(self, path: str) -> bool:
        """Whether it looks like a test in its language."""
        shape = _SHAPES.get(PurePosixPath(path).suffix.lower())
        return shape is not None and bool(shape.search(self._text(path)))

    @cached_property
    def _tested(self) -> frozenset[str]:
        """The folders of tests of whose code half or more looks like tests."""
        code, tests = Counter[str](), Counter[str]()
        for path in self._paths:
            within = list(_folders(path))
            if within and PurePosixPath(path).suffix.lower() in _SHAPES:
                code.update(within)
                if self._shows(path):
                    tests.update(within)
        return frozenset(folder for folder, count in tests.items() if count * 2 >= code[folder])

    def _is_environment(self, folder: str) -> bool:
        """Whether folders of other environments stand beside it."""
        return str(PurePosixPath(folder).parent) in self._environments

    @cached_property
    def _environments(self) -> frozenset[str]:
        return frozenset(
            str(folder.parent)
            for path in self._paths
            for folder in PurePosixPath(path).parents
            if _ENVIRONMENT.search(folder.name)
        )


def _is_served(path: str) -> bool:
    """Whether a web server runs it: a page below a web root that is not itself within tests."""
    folders = PurePosixPath(path).parts[:-1]
    first = next((n for n, name in enumerate(folders) if _FOLDER.search(name)), len(folders))
    return bool(_PAGE.search(path)) and any(_ROOT.search(name) for name in folders[:first])
