"""Which file of the tree a template's name means."""

from collections import defaultdict
from collections.abc import Iterable

_SUFFIXES = (".blade.php", ".html.twig", ".twig", ".php", ".ejs", ".hbs", ".handlebars",
             ".html", ".jinja2", ".jinja", ".j2", ".phtml", ".htm", ".pug", ".jade",
             ".html.erb", ".erb", ".rhtml", ".jspf", ".jspx", ".jsp", ".cshtml", ".razor", ".tpl",
             ".latte", ".gohtml", ".html.tmpl", ".tmpl", ".gotmpl", ".ftlh", ".ftl", ".vm", ".vtl",
             ".njk", ".liquid", ".volt", ".svelte", ".mustache")  # fmt: skip


class Names:
    """An index of template files by the end of their path."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            self._by_stem[_stem(path.rsplit("/", 1)[-1])].append(path)

    def find(self, origin: str, names: Iterable[str]) -> str | None:
        """The file that the first resolvable name means, seen from `origin`.

        Among several that of the full name wins, then of the same kind as the origin, then
        the one that shares most of the origin's folder, then the shortest.
        """
        for name in names:
            found = self._find(origin, name)
            if found:
                return found
        return None

    def _find(self, origin: str, name: str) -> str | None:
        wanted = _segments(name)
        if not wanted:
            return None
        hits = [path for path in self._by_stem.get(wanted[-1], ())
                if path != origin and _ends_with(path, wanted)]  # fmt: skip
        return min(hits, key=lambda path: _rank(path, name, origin), default=None)


def _rank(path: str, name: str, origin: str) -> tuple[bool, bool, int, int, str]:
    is_other = path.rsplit(".", 1)[-1] != origin.rsplit(".", 1)[-1]
    is_partial = not path.endswith(name.rsplit("/", 1)[-1])
    return is_partial, is_other, -_shared(path, origin), len(path), path


def _segments(name: str) -> list[str]:
    name = name.rsplit("::", 1)[-1].lstrip("@~")
    name = _stem(name) if any(name.endswith(s) for s in _SUFFIXES) else name
    if "/" not in name and "." in name.strip("."):
        name = name.replace(".", "/")
    return [part for part in name.split("/") if part not in ("", ".", "..")]


def _stem(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def _ends_with(path: str, wanted: list[str]) -> bool:
    parts = _stem(path).split("/")
    # A partial of Handlebars or Sass style may carry an underscore.
    return parts[-len(wanted) :] == wanted


def _shared(path: str, origin: str) -> int:
    count = 0
    for first, second in zip(path.split("/"), origin.split("/"), strict=False):
        if first != second:
            break
        count += 1
    return count
