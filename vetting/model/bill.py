"""The bill of materials: which packages the application is built of, and what is unclear."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vetting.model.finding import Place
from vetting.model.outcome import Skip


@dataclass(frozen=True, slots=True)
class Component:
    """A package the application uses, and the line that says so.

    `version` is a constraint when the component is only declared, and "" when the file names
    no release at all. `name` is in the ecosystem's normal spelling. `is_direct` is None where
    nothing tells. `licence` is an SPDX expression, or "? " and the package's own words. `hashes`
    are `algorithm:hex`. `origin` is the stated address without credentials. `has_script` says
    that installing it runs code. `needs` are names in the same ecosystem, each with a space and
    the address that it is wanted from where one is stated.
    """

    ecosystem: str
    name: str
    version: str
    place: Place
    is_dev: bool = False
    is_direct: bool | None = None
    licence: str = ""
    hashes: tuple[str, ...] = ()
    origin: str = ""
    has_script: bool = False
    needs: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The names of what it needs, each once."""
        return tuple(dict.fromkeys(need.partition(" ")[0] for need in self.needs))

    @property
    def is_copy(self) -> bool:
        """Whether the package lies in the application itself.

        As script, jar or archive, or as a folder with its makers' manifest, which no package
        manager put there.
        """
        path = self.place.path.lower()
        return path.endswith(_COPIES) or (
            path.endswith(_MANIFESTS) and not _INSTALLED & set(path.split("/"))
        )


_MANIFESTS = ("/composer.json", "/package.json")
_INSTALLED = {"node_modules", "vendor"}
_COPIES = (".js", ".mjs", ".cjs", ".php", ".jar", ".war", ".ear", ".aar", ".whl", ".tgz")


@dataclass(frozen=True, slots=True)
class Broken:
    """A lock file or manifest that cannot be read, and why."""

    ecosystem: str
    path: str
    why: str


@dataclass(frozen=True)
class Bill:
    """All that lock files, manifests, images and copied libraries say.

    `locked` have an exact version, or none where a file names no release; `loose` are declared
    and fixed by no lock file beside or above; a loose one that is not direct is what a copied
    library asks for. `runtimes` are products with stated versions
    (ecosystem ""). `locks` are `ecosystem folder` pairs with a lock file. `skipped` are files
    of packages inside the packages. `bytes` are the sizes of the files read. `licences` are the
    ones that manifests state for the application itself, by file.
    """

    locked: tuple[Component, ...] = ()
    loose: tuple[Component, ...] = ()
    runtimes: tuple[Component, ...] = ()
    broken: tuple[Broken, ...] = ()
    locks: tuple[tuple[str, str], ...] = ()
    skipped: tuple[Skip, ...] = ()
    bytes: Mapping[str, int] = field(default_factory=dict)
    licences: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether every file could be read and every package has a release."""
        return not self.broken and not self.loose and all(c.version for c in self.locked)

    @property
    def components(self) -> Iterator[Component]:
        """Locked and loose ones."""
        yield from self.locked
        yield from self.loose

    def unlocked(self, ecosystem: str) -> Iterator[Component]:
        """The loose components of one ecosystem."""
        return (c for c in self.loose if c.ecosystem == ecosystem)
