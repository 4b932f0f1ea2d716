"""Whether another site's page can make a visitor send what a flow takes in, as it is.

A value that comes by POST only, where the framework refuses a POST without the token of the
visitor's own session, cannot be sent by an attacker's link or form. CodeIgniter 3 can be told to
clean whatever its input hands out.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vetting.engines.semgrep.findings import CALLER, lessen, source_of
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan
from vetting.model.outcome import Failed
from vetting.model.text import Text
from vetting.model.tree import Tree

_GUARDED = Text(
    "{text} Nilai ini hanya datang lewat POST, dan aplikasi menolak POST tanpa token CSRF: "
    "penyerang memerlukan token milik korban.",
    "{text} This value comes by POST only, and the application refuses a POST without a CSRF "
    "token: an attacker needs the victim's.",
)
_CLEANED = Text(
    "{text} CodeIgniter membersihkan semua masukan (`global_xss_filtering`), tetapi tanda kutip "
    "lolos: pastikan tempatnya bukan atribut atau skrip.",
    "{text} CodeIgniter cleans all input (`global_xss_filtering`), but quotes pass: see whether it "
    "stands in an attribute or a script.",
)
_INPUT = re.compile(
    r"(?i)(?:\$\w+(?:->\w+)?|get_instance\(\))->input->\w+\s*\((?![^()]*,\s*false\b)"
)
_CI3_CLEANS = re.compile(r"(?i)\$config\['global_xss_filtering'\]\s*=\s*([^;]*);")
POSTED = re.compile(
    r"(?i)(?:\$_POST\b|(?:\$\w+(?:->\w+)?|get_instance\(\))->input->post\s*\("
    r"|(?:\$this->request|\$request|request\(\)|\\?Yii::\$app->request)->(?:getPost|post)\s*\()"
)
"""What is read of a POST, and of nothing else."""
_COMMENT = re.compile(r"(?sm)/\*.*?\*/|^\s*(?://|#).*?$")
_QUOTED = re.compile(r"['\"]([^'\"\n]*)['\"]")
_CI3 = re.compile(r"(?i)\$config\['csrf_protection'\]\s*=\s*([^;]*);")
_CI3_EXCEPT = re.compile(r"(?is)\$config\['csrf_exclude_uris'\]\s*=\s*([^;]*);")
_CI4 = re.compile(r"(?s)\$globals\s*=\s*\[\s*['\"]before['\"]\s*=>(.*?)(?:['\"]after['\"]|;)")
_CI4_EXCEPT = re.compile(r"(?s)['\"]csrf['\"]\s*=>\s*\[\s*['\"]except['\"]\s*=>([^\]]*)\]")
_LARAVEL = re.compile(
    r"(?s)['\"]web['\"]\s*=>\s*\[[^\]]*(?:CsrfToken|PreventRequestForgery)::class"
)
_LARAVEL_NEW = re.compile(r"\bApplication::configure\b")
_LARAVEL_EXCEPT = re.compile(r"(?s)(?:\$except\s*=|validateCsrfTokens\(\s*except:)\s*\[([^\]]*)\]")
_CONTROLLER = re.compile(r"\b(\w+)Controller\b")
_YII = re.compile(r"(?s)^(?!.*enableCsrfValidation['\"]\s*=>\s*false).*\bcookieValidationKey\b")
_TOKENLESS = re.compile(
    r"enableCsrfValidation\s*=\s*false|\byii\\rest\\|extends\s+ActiveController"
)
"""A controller of Yii that asks for no token."""


@dataclass(frozen=True)
class Guard:
    """The files below a folder are asked for a token, but for addresses that begin with a word."""

    below: str
    excepted: frozenset[str] = frozenset()

    def holds(self, path: str) -> bool:
        """Whether what a file takes in by POST needs the token."""
        if not path.startswith(self.below) or "" in self.excepted:
            return False
        return self.excepted.isdisjoint(_words(path.removeprefix(self.below)))


def mark_guarded(
    done: Iterable[tuple[Plan, Read | Failed]], rules: Collection[str],
    pages: Collection[str], tree: Tree,
    paths: Iterable[str],
) -> None:  # fmt: skip
    """Tell of each match of these rules, which harm through a visitor's browser, where none can.

    `pages` are those of them that are about what a page shows.
    """
    asked = [
        (plan, match, source)
        for plan, got in done
        if isinstance(got, Read)
        for match in got.matches
        if match["check_id"] in rules and (source := source_of(match))
    ]
    if not asked:
        return
    guards = Guards(tree, paths)
    for plan, match, source in asked:
        entry, path = (plan.origin.get(one, "") for one in (_entry(match, source), source["path"]))
        if guards.holds(entry) and guards.is_posted(path, source):
            lessen(match, _GUARDED)
        if match["check_id"] in pages and guards.cleans(path, source):
            lessen(match, _CLEANED)


def _entry(match: Mapping[str, Any], source: Mapping[str, Any]) -> str:
    """The file in which the run began that took the value in."""
    passed = match["extra"]["dataflow_trace"].get("intermediate_vars", ())
    return next((str(one["location"]["path"]) for one in passed if one.get(CALLER)), source["path"])


class Guards:
    """What the frameworks of one application are set to ask for."""

    def __init__(self, tree: Tree, paths: Iterable[str]) -> None:
        self._tree = tree
        self._paths = sorted(paths)
        self._text = lru_cache(64)(self._read)
        self._cleaning: list[str] = []
        self._guards = [guard for path in self._paths for guard in self._of(path)]

    def holds(self, path: str) -> bool:
        """Whether a POST that a file answers needs the visitor's token."""
        if not any(guard.holds(path) for guard in self._guards):
            return False
        return not _TOKENLESS.search(self._text(path))

    def is_posted(self, path: str, source: Mapping[str, Any]) -> bool:
        """Whether what is read there comes in by POST only."""
        return bool(POSTED.match(self._read_there(path, source)))

    def cleans(self, path: str, source: Mapping[str, Any]) -> bool:
        """Whether the framework cleans what is read there."""
        is_asked = any(path.startswith(below) for below in self._cleaning)
        return is_asked and bool(_INPUT.match(self._read_there(path, source)))

    def _read_there(self, path: str, source: Mapping[str, Any]) -> str:
        rows = self._text(path).split("\n")
        row = rows[source["start"]["line"] - 1] if source["start"]["line"] <= len(rows) else ""
        return row[source["start"]["col"] - 1 :]

    def _of(self, path: str) -> Iterator[Guard]:
        folder, _, name = path.rpartition("/")
        above, _, last = folder.rpartition("/")
        below = f"{above}/" if above else ""
        match last.lower(), name.lower():
            case "config", "config.php":
                yield from self._codeigniter_3(path, below)
            case "config", "filters.php":
                yield from self._codeigniter_4(path, below)
            case "config", _:
                if _YII.search(self._plain(path)):
                    yield Guard(below)
            case ("http", "kernel.php") | ("bootstrap", "app.php"):
                yield from self._laravel(path, below.removesuffix("app/"))

    def _codeigniter_3(self, path: str, below: str) -> Iterator[Guard]:
        text = self._plain(path)
        if _is_on(_CI3_CLEANS.findall(text)):
            self._cleaning.append(below)
        if _is_on(_CI3.findall(text)):
            yield Guard(below, _first_words(_CI3_EXCEPT.findall(text)))

    def _codeigniter_4(self, path: str, below: str) -> Iterator[Guard]:
        said = _CI4.search(self._plain(path))
        if said and "csrf" in _QUOTED.findall(said[1]):
            yield Guard(below, _first_words(_CI4_EXCEPT.findall(said[1])))

    def _laravel(self, path: str, below: str) -> Iterator[Guard]:
        text = self._plain(path)
        if not (_LARAVEL.search(text) or _LARAVEL_NEW.search(text)):
            return
        middleware = [
            one for one in self._paths
            if one.startswith(below) and one.lower().endswith(("csrftoken.php", "forgery.php"))
        ]  # fmt: skip
        excepted = [
            found
            for one in (path, *middleware)
            for found in _LARAVEL_EXCEPT.findall(self._plain(one))
        ]
        # The routes of an API know no session.
        api = f"{below}routes/api.php"
        handlers = _CONTROLLER.findall(self._plain(api)) if api in self._paths else ()
        yield Guard(below, _first_words(excepted) | {one.lower() for one in handlers})

    def _plain(self, path: str) -> str:
        return _COMMENT.sub("", self._text(path))

    def _read(self, path: str) -> str:
        return self._tree.path(path).read_bytes().decode("utf-8", "replace")


def _is_on(said: Iterable[str]) -> bool:
    """Whether a switch is on wherever it is set."""
    return {one.strip().lower() for one in said} == {"true"}


def _first_words(lists: Iterable[str]) -> frozenset[str]:
    """The first word of each address in lists of them; an empty one where it may be any."""
    return frozenset(
        re.match(r"[/^]*(\w*)", one)[1].lower()  # type: ignore[index]
        for listed in lists
        for one in _QUOTED.findall(listed)
    )


def _words(path: str) -> set[str]:
    """The words by which addresses name a controller: its folders and its name."""
    return {
        part.lower().removesuffix(".php").removesuffix("controller") for part in path.split("/")
    }
