"""What the application is made of, as `identify` read it from the manifest and the files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PAGES = (
    "blade", "twig", "jinja", "php-template", "ejs", "handlebars", "angular", "pug", "smarty",
    "jsp", "erb", "razor", "svelte", "gotemplate", "freemarker", "velocity", "html", "vue", "jsx",
    "template-unread",
)  # fmt: skip
"""Kinds of files that hold markup for people to see.

Of several kinds of one file, the first here says how it is rendered; the last is rendered by
nobody here.
"""


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework in use, with the version if stated and the file that shows it."""

    name: str
    version: str
    evidence: str


@dataclass(frozen=True)
class Facts:
    """Languages, frameworks and kinds of file.

    `languages` and `kinds` map a name to the sorted paths of its files. A path may be of one
    language and of several kinds. `frameworks` is sorted by name.
    """

    languages: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, tuple[str, ...]]
    frameworks: tuple[Framework, ...] = ()
    _files: dict[tuple[tuple[str, ...], ...], list[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def files(self, *, languages: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> list[str]:
        """The sorted paths of all files of any of these languages or kinds."""
        known = self._files.get((languages, kinds))
        if known is None:
            found = {path for name in languages for path in self.languages.get(name, ())}
            found.update(path for name in kinds for path in self.kinds.get(name, ()))
            self._files[languages, kinds] = known = sorted(found)
        return list(known)

    def has_framework(self, name: str) -> bool:
        """Whether a framework of that name is in use."""
        return any(framework.name == name for framework in self.frameworks)
