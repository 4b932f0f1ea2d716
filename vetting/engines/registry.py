"""The engines by name; a module is imported only when a check asks for it."""

from importlib import import_module

from vetting.engines.base import Engine
from vetting.model.errors import BadContent
from vetting.model.text import Text

# Whose jobs go first: the longest that cannot be shared out, then the heaviest.
ENGINES = {
    "browser": "vetting.engines.browser:Browser",
    "semgrep": "vetting.engines.semgrep:SemgrepEngine",
    "secrets": "vetting.engines.secrets:Secrets",
    "personal-data": "vetting.engines.personal_data:PersonalData",
    "data-map": "vetting.engines.data_map:DataMap",
    "outside": "vetting.engines.outside:Outside",
    "duties": "vetting.engines.duties:Duties",
    "package": "vetting.engines.package:Package",
    "layouts": "vetting.engines.layouts:Layouts",
    "spectral": "vetting.engines.spectral:Spectral",
    "bandit": "vetting.engines.bandit:BanditEngine",
    "files": "vetting.engines.files:Files",
    "archives": "vetting.engines.archives:Archives",
    "live": "vetting.engines.live.engine:Live",
    "contract": "vetting.engines.contract.engine:Contracts",
    "routes": "vetting.engines.routes:Routes",
    "committed": "vetting.engines.supply_chain.committed:Committed",
    "supply-chain": "vetting.engines.supply_chain:SupplyChain",
}


def engine(name: str) -> Engine:
    """The adapter of that name; raises BadContent for a name that no adapter has."""
    if name not in ENGINES:
        known = ", ".join(sorted(ENGINES))
        raise BadContent(
            Text(f"mesin '{name}' tidak dikenal", f"unknown engine '{name}'"),
            hint=Text(f"Mesin yang ada: {known}.", f"The engines are: {known}."),
        )
    module, attribute = ENGINES[name].split(":")
    adapter: Engine = getattr(import_module(module), attribute)()
    return adapter


def rank(name: str) -> int:
    """Where an engine stands in the order of starting; unknown ones last."""
    names = list(ENGINES)
    return names.index(name) if name in names else len(names)
