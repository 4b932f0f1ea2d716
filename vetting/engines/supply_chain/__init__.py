"""What the application is built of: vulnerable, unlocked and outlived packages."""

from typing import Any

__all__ = ["SupplyChain"]


def __getattr__(name: str) -> Any:
    """The engine, loaded when it is asked for: the sandboxed worker has no use for it."""
    if name == "SupplyChain":
        from vetting.engines.supply_chain.engine import SupplyChain

        return SupplyChain
    raise AttributeError(name)
