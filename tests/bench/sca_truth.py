"""What osv-scalibr (osv-scanner's library) and trivy say is in their own fixtures.

Read from their test files: the fixture's path, and the packages that the test expects of it.
Nothing of theirs is kept here; the checkouts are named by the caller.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LANGUAGES = Path("extractor/filesystem/language")
_PARSERS = Path("pkg/dependency/parser")
_FIXTURE = re.compile(
    r'(?:ScanInputMockConfig\{\s*Path|\b(?:file|inputFile|filePath|path))\s*:\s+"(testdata/[^"]+)"'
)
_CALL = re.compile(r'\bpkg\(t, "([^"]+)", "([^"]*)"')


@dataclass(frozen=True)
class Truth:
    """One fixture: the tool, the format, the file, and the packages expected in it."""

    tool: str
    format: str
    file: Path
    packages: frozenset[tuple[str, str]]
    is_broken: bool = False


SCALIBR = {
    "php/composerlock": ("composer.lock", "lock-composer"),
    "javascript/packagelockjson": ("package-lock.json", "lock-npm"),
    "javascript/yarnlock": ("yarn.lock", "lock-yarn"),
    "javascript/pnpmlock": ("pnpm-lock.yaml", "lock-pnpm"),
    "python/requirements": ("requirements.txt", "requirements"),
    "python/poetrylock": ("poetry.lock", "lock-poetry"),
    "python/uvlock": ("uv.lock", "lock-uv"),
    "python/pipfilelock": ("Pipfile.lock", "lock-pipenv"),
    "java/pomxml": ("pom.xml", "manifest-maven"),
    "java/gradlelockfile": ("gradle.lockfile", "lock-gradle"),
    "java/gradleversioncatalog": ("libs.versions.toml", "manifest-gradle"),
    "dart/pubspec": ("pubspec.lock", "lock-pub"),
    "golang/gomod": ("go.mod", "manifest-go"),
    "dotnet/packageslockjson": ("packages.lock.json", "lock-nuget"),
    "dotnet/packagesconfig": ("packages.config", "lock-nuget"),
    "dotnet/csproj": ("app.csproj", "manifest-nuget"),
    "dotnet/nugetcpm": ("Directory.Packages.props", "manifest-nuget"),
    "ruby/gemfilelock": ("Gemfile.lock", "lock-bundler"),
    "rust/cargolock": ("Cargo.lock", "lock-cargo"),
}
TRIVY = {
    "php/composer": SCALIBR["php/composerlock"],
    "nodejs/npm": SCALIBR["javascript/packagelockjson"],
    "nodejs/yarn": SCALIBR["javascript/yarnlock"],
    "nodejs/pnpm": SCALIBR["javascript/pnpmlock"],
    "python/pip": SCALIBR["python/requirements"],
    "python/poetry": SCALIBR["python/poetrylock"],
    "python/uv": SCALIBR["python/uvlock"],
    "python/pipenv": SCALIBR["python/pipfilelock"],
    "gradle/lockfile": SCALIBR["java/gradlelockfile"],
    "dart/pub": SCALIBR["dart/pubspec"],
    "golang/mod": SCALIBR["golang/gomod"],
    "nuget/lock": SCALIBR["dotnet/packageslockjson"],
    "nuget/config": SCALIBR["dotnet/packagesconfig"],
    "nuget/packagesprops": SCALIBR["dotnet/nugetcpm"],
    "ruby/bundler": SCALIBR["ruby/gemfilelock"],
    "rust/cargo": SCALIBR["rust/cargolock"],
}

DIFFER = {
    ("scalibr", "testdata/both/package-lock.json"): "npm-shrinkwrap.json beside it wins there",
    ("scalibr", "testdata/with-parent.xml"): "names what another file, the parent, asks for",
    ("scalibr", "testdata/multi-version.xml"): "keeps the first of two versions; we name both",
    ("scalibr", "testdata/replace-local.mod"): "names a folder of the application",
    ("scalibr", "testdata/example.txt"): "follows a line that includes another file",
    ("scalibr", "testdata/per_req_options.txt"): "keeps text after a version, which pip refuses",
    ("trivy", "testdata/go116/go.mod"): "leaves out what is marked indirect",
    ("trivy", "testdata/yarn_v2_happy.lock"): "leaves out a package that Yarn patches",
    ("trivy", "testdata/yarn_with_bad_protocol.lock"): "leaves out a protocol it does not know",
    ("trivy", "testdata/pnpm-lock_v9_multiple_documents.yaml"): "reads the last document only",
}
"""Fixtures on which we mean to differ, and how the tool sees them."""


def scalibr(checkout: Path) -> Iterator[Truth]:
    """The fixtures of osv-scalibr's extractors."""
    for folder in SCALIBR:
        base = checkout / _LANGUAGES / folder
        for test in sorted(base.glob("*_test.go")):
            for path, body in _cases(test.read_text(encoding="utf-8")):
                wanted = re.split(r"\b[Ww]antPackages:", body)[1:]
                is_broken = bool(re.search(r"\b[Ww]antErr:\s+(?!nil)\S", body))
                if (wanted or is_broken) and ("scalibr", path) not in DIFFER:
                    packages = _packages("".join(wanted))
                    yield Truth("scalibr", folder, base / path, packages, is_broken)


def trivy(checkout: Path) -> Iterator[Truth]:
    """The fixtures of trivy's lock file parsers."""
    for folder in TRIVY:
        base = checkout / _PARSERS / folder
        text = "\n".join(p.read_text(encoding="utf-8") for p in sorted(base.glob("parse_*.go")))
        lists = dict(_lists(text))
        for path, body in _cases((base / "parse_test.go").read_text(encoding="utf-8")):
            wanted = re.search(r"\bwant(?:Pkgs)?:\s+(\w+),", body)
            if ("trivy", path) in DIFFER or re.search(r"\breplace:\s+false", body):
                continue
            if wanted and wanted[1] in lists:
                packages = _packages(lists[wanted[1]])
            elif "ftypes.Package{" in body:
                packages = _packages(body)
            else:
                continue  # a test of an error, or of something else than packages
            is_broken = bool(re.search(r"wantErr:\s+(?:true|assert\.Error|\")", body))
            yield Truth("trivy", folder, base / path, packages, is_broken)


def _cases(text: str) -> Iterator[tuple[str, str]]:
    """Each fixture's path, and the text of its test up to the next one."""
    found = list(_FIXTURE.finditer(text))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        yield match[1], re.split(r"\n\tfor _, |\nfunc ", text[match.end() : end])[0]


def _lists(text: str) -> Iterator[tuple[str, str]]:
    """The package lists that a test file names, from the name to the next one."""
    found = list(re.finditer(r"(?m)^\s*(?:var )?(\w+)\s*(?::?=)\s*\[\]ftypes\.Package\{", text))
    for at, match in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        stop = re.search(r"(?m)^(?:\t| {4})?\}$", text[match.end() : end])
        yield match[1], text[match.end() : match.end() + stop.start() if stop else end]


def _packages(text: str) -> frozenset[tuple[str, str]]:
    """Names and versions of a list. The application itself and the next test case are none."""
    found = set(_CALL.findall(text))
    names = list(re.finditer(r'\bName:\s+"([^"]+)",', text))
    for at, match in enumerate(names):
        end = names[at + 1].start() if at + 1 < len(names) else len(text)
        item = text[match.end() : end].partition("nputConfig")
        if (item[1] and "PURLType" not in item[0]) or _OWN.search(item[0]):
            continue
        version = re.search(r'\bVersion:\s+"([^"]*)"', item[0])
        found.add((match[1], version[1] if version else ""))
    return frozenset(found)


_OWN = re.compile(r"Relationship(?:Root|Workspace)\b")
