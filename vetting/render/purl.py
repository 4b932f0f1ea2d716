"""Package URLs: one spelling of a package for all tools."""

from packageurl import PackageURL

from vetting.model.bill import Component
from vetting.render.visible import visible

TYPES = {
    "Packagist": "composer", "npm": "npm", "PyPI": "pypi", "Maven": "maven", "Go": "golang",
    "NuGet": "nuget", "RubyGems": "gem", "crates": "cargo", "Pub": "pub", "docker": "docker",
}  # fmt: skip
_SEPARATORS = {"Maven": ":"}


def purl(component: Component) -> str:
    """The package URL; "" for a product that no package manager knows.

    A constraint is no version, and is left out.
    """
    kind = TYPES.get(component.ecosystem)
    if not kind:
        return ""
    separator = _SEPARATORS.get(component.ecosystem, "/")
    namespace, _, name = visible(component.name).rpartition(separator)
    version = visible(component.version).removeprefix("v") if is_exact(component) else ""
    if not name.strip("/@ "):
        return ""
    return PackageURL(kind, namespace.strip("/") or None, name, version or None).to_string()


def is_exact(component: Component) -> bool:
    """Whether the version is one release and no constraint."""
    version = component.version
    return bool(version) and not set(version) & set("<>=^~*|,[]()${} ")
