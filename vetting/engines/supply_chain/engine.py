"""The adapter: one inventory of the application serves all checks of the supply chain."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from vetting import __version__
from vetting.advisories.store import FILE_NAME, Store
from vetting.engines.base import Bench, code_digest
from vetting.engines.supply_chain import end_of_life, licences, origin, unlocked, vulnerable
from vetting.engines.supply_chain.inventory import take
from vetting.engines.supply_chain.places import TOOL
from vetting.model.bill import Bill
from vetting.model.check import Check
from vetting.model.outcome import Failed, Outcome
from vetting.model.tree import Tree

_HERE = Path(__file__).parent


class SupplyChain:
    """Known vulnerabilities, missing locks, ended support, odd origins, licences of packages.

    A check says with `looks-for` which of them it is about.
    """

    name = TOOL

    def fingerprint(self, bench: Bench) -> str:
        """Our own code, the store's digest, and the two dates on which the answers depend."""
        store = Store.open(bench.data / FILE_NAME)
        if store is None:
            data = "none"
        else:
            with store:
                data = f"{store.digest} {[str(c.data_date) for c in store.coverages()]}"
        code = code_digest(_HERE, _HERE.parents[1] / "advisories")
        return f"{TOOL} {__version__} {code} {data} {bench.as_of} {bench.max_data_age_days}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One outcome for each check."""
        inventory = take(tree, bench)
        if isinstance(inventory, Failed):
            return {check.id: inventory for check in checks}
        return judged(checks, inventory, bench, bench.data / FILE_NAME)


def judged(
    checks: Sequence[Check], inventory: Bill, bench: Bench, data: Path
) -> Mapping[str, Outcome]:
    """One outcome for each check, from an inventory and the advisories in that file.

    Of the bench only its dates, facts and content count: the application is not needed.
    """
    store = Store.open(data)
    try:
        return {check.id: _one(check, inventory, store, bench) for check in checks}
    finally:
        if store:
            store.__exit__()


def _one(check: Check, inventory: Bill, store: Store | None, bench: Bench) -> Outcome:
    what = check.settings.get("looks-for")
    if what == "vulnerable":
        return vulnerable.outcome(check, inventory, store, bench)
    if what == "unlocked":
        return unlocked.outcome(check, inventory)
    if what == "end-of-life":
        return end_of_life.outcome(check, inventory, bench)
    if what == "origin":
        return origin.outcome(check, inventory)
    if what == "licences":
        return licences.outcome(check, inventory)
    raise ValueError(f"{check.id}: looks-for {what!r}")
