"""Views that no code shows: a framework serves none of them by itself.

Such are the sample pages that come with a copied theme. A view counts as shown where any text of
the application names it, whole or by a part of its path that something unknown completes.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

import re2

from vetting.engines.semgrep.findings import lessen
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan
from vetting.model.outcome import Failed
from vetting.model.text import Text
from vetting.model.tree import Tree

_UNSHOWN = Text(
    "{text} Tidak ada kode yang menampilkan halaman ini, dan kerangka kerja tidak menyajikannya "
    "langsung: hapus bila tidak dipakai.",
    "{text} No code shows this page, and the framework does not serve it by itself: delete it if "
    "nothing uses it.",
)
_VIEW = re.compile(
    r"(?i)(?:^|/)(?:application/(?:modules/\w+/)?views|app/views|resources/views)/"
    r"(.+?)(?:\.blade)?\.(?:php|twig)$"
)
_BY_ITSELF = re.compile(
    r"(?i)^(?:errors?|components?|layouts?|livewire|vendor|e?mails?|notifications|auth|pagination)/"
)
"""What a framework shows without being told."""
_NAMED = re2.compile(rb"['\"]([\w./\\:-]*\w)['\"]")
_BEGUN = re2.compile(rb"['\"]([\w./\\:-]*\w[/.])(?:['\"]\s*\.|[{$])")
_ENDED = re2.compile(rb"(?:\.\s*['\"]|\}|\$\w+)([/.]\w[\w./-]*)['\"]")


def mark_unshown(
    done: Iterable[tuple[Plan, Read | Failed]], but: Collection[str], tree: Tree,
    paths: Iterable[str],
) -> None:  # fmt: skip
    """Tell of each match in a view that no code shows, except of the rules in `but`."""
    shown = Shown(tree, paths)
    for plan, got in done:
        for match in got.matches if isinstance(got, Read) else ():
            name = view_name(plan.origin.get(match["path"], ""))
            if name and match["check_id"] not in but and not shown.may_be(name):
                lessen(match, _UNSHOWN)


def view_name(path: str) -> str:
    """The name of a view that a framework shows when told to; empty for other files."""
    found = _VIEW.search(path)
    return found[1] if found and not _BY_ITSELF.match(found[1]) else ""


class Shown:
    """The names of views in the texts of an application, read when first asked for."""

    def __init__(self, tree: Tree, paths: Iterable[str]) -> None:
        self._tree = tree
        self._paths = sorted(paths)

    def may_be(self, view: str) -> bool:
        """Whether some text names the view, or may."""
        named, begun, ended = self._names
        name = f"/{_plain(view)}"
        parts = name.split("/")[1:]
        tails = {"/".join(parts[number:]) for number in range(len(parts))}
        heads = {
            "/".join(parts[first:last])
            for last in range(1, len(parts))
            for first in range(last)
        }  # fmt: skip
        return name[1:] in named or bool(tails & ended) or bool(heads & begun)

    @cached_property
    def _names(self) -> tuple[set[str], set[str], set[str]]:
        """Whole names, beginnings and ends of names."""
        named: set[str] = set()
        begun: set[str] = set()
        ended: set[str] = set()
        for path in self._paths:
            body = self._tree.path(path).read_bytes()
            begun.update(_each(_BEGUN, body))
            ended.update(_each(_ENDED, body))
            for name in _each(_NAMED, body, keep=True):
                plain = _plain(name)
                named.add(plain)
                named.update(plain.split("views/", 1)[1:])
                if name.endswith(".php"):  # A file beside it may be taken in by its name.
                    ended.add(plain.removeprefix("./").removeprefix("../"))
        return named, begun, ended


def _each(of: "re2._Regexp", body: bytes, *, keep: bool = False) -> Iterator[str]:
    for found in of.finditer(body):
        name = found.group(1).decode("utf-8", "replace")
        yield name if keep else _plain(name).strip("/")


def _plain(name: str) -> str:
    """A name with slashes, however it is written: `a.b`, `a/b.php`, `x::a`."""
    name = name.rsplit("::", 1)[-1].lower()
    name = (
        name.removesuffix(".php").removesuffix(".twig").removesuffix(".html").removesuffix(".blade")
    )
    return name.replace("\\", "/").replace(".", "/").strip("/")
