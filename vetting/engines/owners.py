"""Whose code a file is, and what for: its path tells, and the papers that lie around it."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from vetting.engines.histories import products
from vetting.engines.supply_chain.locks.libraries import is_library, library
from vetting.engines.trials import Trials
from vetting.model.tree import INSIDE, Tree

_SAMPLE = re.compile(
    r"(?i)(?:^|[._\-/])(?:example|sample|dist|template|tpl|contoh|stub)(?:[._\-]|$)|\.env\.(?:ci|test"
    r"|testing|docker)$"
)
_DOCS = re.compile(
    r"(?i)(?:^|/)(?:docs?|documentation|dokumentasi)/|\.(?:md|rst|adoc)$|(?:^|/)readme"
)
_OTHERS = re.compile(
    r"(?i)(?:^|/)(?:vendor|node_modules|bower_components|third[_-]?party|site-packages|\.venv|venv"
    r"|simplesamlphp|ckeditor|tinymce[\w.\-]*|phpmyadmin)/|\.min\.js$|(?:^|/)(?:composer|package-lock"
    r"|yarn|pnpm-lock|poetry|uv|pipfile|cargo|gemfile|pubspec|podfile)\.(?:lock|json|yaml)$"
    r"|(?:^|/)(?:composer|phpunit|phpstan|psalm|php-cs-fixer|phpcs|phpcbf|phpmd|wp-cli|deployer|box)"
    r"[\w.\-]*\.phar!/"
)


_BY_PATH = {"third-party": _OTHERS, "docs": _DOCS, "sample": _SAMPLE}
TEST = "test"
"""The role of test code (`trials`)."""
ROLES = ("third-party", TEST, "docs", "sample")
COPIED = "copied"
"""The role of a file of somebody's library that was copied among the application's own files."""


def role(path: str) -> str:
    """One of `ROLES` but `TEST`, or "" for what the path alone does not tell from one's own."""
    return next((name for name, pattern in _BY_PATH.items() if pattern.search(path)), "")


_MANIFEST = re.compile(r"(?i)(?:^|/)(?:composer|package|bower|component|[\w.-]+\.jquery)\.json$")
_LICENCE = re.compile(
    r"(?i)(?:^|/)(?:(?:mit|l?gpl|bsd|apache)-)?(?:(?:un)?licen[cs]e|copying)"
    r"(?:[-_.](?:mit|l?gpl|bsd|apache)[\d.]*)?(?:\.(?:txt|md|rst))?$"
)
_CODE = re.compile(r"(?i)\.(?:php|phtml|inc|js|mjs|jsx|ts|tsx|vue|py|java|kt|dart|go|rb|cs)$")
_HOLDER = re.compile(
    r"(?i)copyright\s*(?:\(c\)|©|\d{4})(?:\s*(?:\(c\)|©|[\d,–-]|present|by\b))*\s*(\w[^\n]{0,80})"
)
_ENTRIES = ("main", "module", "exports", "browser", "style", "files", "types", "bin", "autoload")
"""Words with which a manifest tells who takes the package in what of it there is to take."""
_OPEN = re.compile(
    r"(?i)\b(?:mit|isc|bsd|apache|[al]?gpl|gnu\s|mpl|unlicense|wtfpl|cc0|zlib|artistic)"
    r"|permission\s+is\s+hereby\s+granted|redistribution\s+and\s+use\s+in\s+source"
)
MAX_PAPER = 200_000
"""Bytes of a manifest or licence that is read."""
MAX_LIBRARY = 2_000_000
LEAST_NAME = 4
LEAST_DEPTH = 2
"""Parts of an application lie at its top; what is copied lies among its own files, below."""


class Owners:
    """Whose the files of one application are."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        found = {path for path in tree.manifest.sizes if INSIDE not in path}
        self._folders = _Papers(tree, found).libraries()
        self._files = {path for path in found if self._is_known(path)}
        self._trials = Trials(tree.manifest.sizes, self._read)

    def role(self, path: str) -> str:
        """One of `ROLES`, `COPIED`, or "" for the application's own files."""
        told = role(path)
        if told != "third-party" and self.is_test(path):
            return TEST
        return told or (COPIED if self.is_copied(path) else "")

    def is_test(self, path: str) -> bool:
        """Whether it is test code, and not what the application runs."""
        return self._trials.holds(path)

    def is_theirs(self, path: str) -> bool:
        """Whether somebody else wrote it: a package laid there by a tool, or a copied library."""
        return role(path) == "third-party" or self.is_copied(path)

    def is_copied(self, path: str) -> bool:
        """Whether it is of a library that was copied among the application's own files."""
        above = {str(one) for one in PurePosixPath(path).parents}
        return path in self._files or not above.isdisjoint(self._folders)

    def _read(self, path: str) -> str:
        return _text(self._tree, path, MAX_LIBRARY)

    def _is_known(self, path: str) -> bool:
        """Whether it is a file by which a well-known library is recognised, and says its version."""
        if not path.lower().endswith(".php") or not is_library(path):
            return False
        return bool(library(path, self._read(path)).packages)


def owners_of(tree: Tree) -> Owners:
    """The owners of a tree, found out once."""
    return _owners(_Asked(str(tree.root), tree.manifest.root, tree))


@dataclass(frozen=True)
class _Asked:
    root: str
    digest: str
    tree: Tree = field(compare=False)


@lru_cache(maxsize=2)
def _owners(asked: _Asked) -> Owners:
    return Owners(asked.tree)


class _Papers:
    """The manifests and licences of a tree, and which folders they say are libraries.

    A library is a folder below the top with papers of its own: a manifest of a package that is
    there to be taken in, or an open licence and a file of the folder's name; or a history of
    releases and what `products` asks for beside it. It is none where the papers name the
    application itself or who made it, where they say that it is an application, or where most of
    the code lies in it.
    """

    def __init__(self, tree: Tree, paths: set[str]) -> None:
        self._tree = tree
        self._paths = paths
        manifests = [path for path in paths if _MANIFEST.search(path)]
        licences = [path for path in paths if _LICENCE.search(path)]
        self._manifests: dict[str, list[Mapping[str, Any]]] = {}
        self._licences: dict[str, list[str]] = {}
        for path in sorted(manifests):
            self._manifests.setdefault(_folder(path), []).append(_mapping(_text(tree, path)))
        for path in sorted(licences):
            self._licences.setdefault(_folder(path), []).append(_text(tree, path))
        self._own_names = {str(one.get("name", "")) for one in self._manifests.get(".", ())}
        self._own_makers = {_maker(name) for name in self._own_names} - {""}
        self._own_parts = [one for top in self._manifests.get(".", ()) for one in _parts(top)]
        self._own_holders = _holders(self._licences.get(".", ()))

    def libraries(self) -> frozenset[str]:
        """The folders of copied libraries."""
        asked = ({*self._manifests} | {*self._licences}) - {"."}
        likely = {folder for folder in asked if self._is_another(folder) and self._is_whole(folder)}
        told = products(self._paths, lambda path: bool(_CODE.search(path)), self._text)
        likely |= {folder for folder in told if self._is_another(folder)}
        code = [path for path in self._paths if _CODE.search(path)]
        held = Counter(str(one) for path in code for one in PurePosixPath(path).parents)
        return frozenset(folder for folder in likely if held[folder] * 2 <= len(code))

    def _text(self, path: str) -> str:
        return _text(self._tree, path, MAX_LIBRARY)

    def _is_another(self, folder: str) -> bool:
        """Whether nothing says that it is a part of this application, or an application itself."""
        stated = self._manifests.get(folder, ())
        names = {str(one.get("name", "")) for one in stated}
        if any(one.get("private") is True or one.get("type") == "project" for one in stated):
            return False
        if any(fnmatch(folder, part) for part in self._own_parts):
            return False
        if names & self._own_names - {""} or {_maker(name) for name in names} & self._own_makers:
            return False
        return not _holders(self._licences.get(folder, ())) & self._own_holders

    def _is_whole(self, folder: str) -> bool:
        """Whether its papers are those of a package."""
        stated = [one for one in self._manifests.get(folder, ()) if _is_for_others(one)]
        is_licensed = any(_OPEN.search(text) for text in self._licences.get(folder, ()))
        is_package = any(
            is_licensed or _OPEN.search(json.dumps(one.get("license"))) for one in stated
        )
        if len(PurePosixPath(folder).parts) < LEAST_DEPTH:
            return is_package and is_licensed
        return is_package or (is_licensed and self._has_its_name(folder))

    def _has_its_name(self, folder: str) -> bool:
        name = _letters(PurePosixPath(folder).name)
        return any(
            path.startswith(f"{folder}/") and _is_alike(_letters(PurePosixPath(path).stem), name)
            for path in self._paths
        )


def _is_for_others(manifest: Mapping[str, Any]) -> bool:
    """Whether it is of a package to be taken in: it has a name, and says what there is to use."""
    is_offered = manifest.get("type") == "library" or any(key in manifest for key in _ENTRIES)
    return bool(manifest.get("name")) and is_offered


def _parts(top: Mapping[str, Any]) -> Iterator[str]:
    """The folders that the application's manifest names as packages of its own."""
    listed = top.get("workspaces", ())
    listed = listed.get("packages", ()) if isinstance(listed, dict) else listed
    found = top.get("repositories", ())
    found = found.values() if isinstance(found, dict) else found
    urls = [
        one.get("url") for one in found or () if isinstance(one, dict) if one.get("type") == "path"
    ]
    for one in (*(listed or ()), *urls):
        if isinstance(one, str):
            yield one.removeprefix("./").rstrip("/")


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _text(tree: Tree, path: str, most: int = MAX_PAPER) -> str:
    if tree.manifest.sizes[path] > most:
        return ""
    return tree.path(path).read_bytes().decode("utf-8", "replace")


def _mapping(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _maker(name: str) -> str:
    """Who a package is of, by its name: `maker/name`, `@maker/name`."""
    return name.partition("/")[0].lower() if "/" in name else ""


def _holders(licences: list[str] | tuple[str, ...]) -> set[str]:
    """Who holds the copyright; a licence's own text is of its foundation."""
    found = {_letters(one) for text in licences for one in _HOLDER.findall(text)}
    return {one for one in found if len(one) > 2 and "freesoftwarefoundation" not in one}


def _is_alike(one: str, other: str) -> bool:
    """Whether one name begins with the other: `quagga` and `quaggajs`."""
    short, long = sorted((one, other), key=len)
    return len(short) >= LEAST_NAME and long.startswith(short)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text).lower()
