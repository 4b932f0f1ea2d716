"""What a check of packages has looked at, for checks that read the whole inventory."""

from collections.abc import Iterable

from vetting.engines.supply_chain.places import TOOL
from vetting.model.bill import Bill, Component
from vetting.model.outcome import Failed, NotApplicable, Reason, Scope
from vetting.model.text import Text


def whole(packages: Iterable[Component], bill: Bill, manifests: int = 0) -> Scope:
    """The scope over these packages, each version once, and over so many manifests.

    A file that could not be read stands among what was to be examined, and was not.
    """
    seen = len({(c.ecosystem, c.name, c.version) for c in packages}) + manifests
    return Scope(
        eligible=seen + len(bill.broken),
        examined=seen,
        bytes=sum(bill.bytes.values()),
        unit="packages",
        skipped=bill.skipped,
    )


def nothing_in(bill: Bill) -> NotApplicable | Failed:
    """Why there is nothing to look at: no package is named, or what names them is unreadable."""
    if bill.broken:
        return unread(bill)
    return NotApplicable(Text("Aplikasi tidak menyebut paket pihak ketiga.",
                              "The application names no third-party package."))  # fmt: skip


def unread(bill: Bill) -> Failed:
    """That a file of the inventory cannot be read."""
    first = bill.broken[0]
    return Failed(Reason.SOURCE_UNREADABLE, TOOL, f"{first.path}: {first.why}")
