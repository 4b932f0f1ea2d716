"""What the application is built of: vulnerable, unlocked and outlived packages."""

from vetting.engines.supply_chain.engine import SupplyChain

__all__ = ["SupplyChain"]
