"""What the application says it is, for the report and the office's ledger."""

from vetting.engines.base import Bench
from vetting.engines.package.engine import manifests, take
from vetting.engines.package.submission import Submission
from vetting.model.declared import Declared
from vetting.model.hiding import hidden
from vetting.model.tree import Tree


def declared_of(tree: Tree, bench: Bench) -> Declared | None:
    """The names in the outermost `vet.yaml`; None where there is none that can be read.

    Identity and telephone numbers in them are hidden.
    """
    if not manifests(tree):
        return None
    try:
        found = take(tree, bench)
    except Exception:  # the report is worth more than its title page, and lacks it visibly
        return None
    if not isinstance(found, Submission) or not found.is_readable:
        return None
    said = (found.name, found.version, found.vendor, found.office)
    return Declared(*(hidden(" ".join(word.split())) for word in said))
