"""How large a submission may be: the policy's figures, and those that no policy sets."""

from dataclasses import dataclass

from vetting.model.policy import IntakeLimits

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one submission; what exceeds one is refused whole.

    The defaults were set on 2,405 benign archives, of which they refuse eleven: a common cap of
    10,000 entries would refuse a real regional application (19,814 entries). `names_bytes`
    caps the memory that all paths take together, and so what intake needs. A ratio is unpacked over
    packed size; it is judged only above its floor, since small text packs very well.
    """

    archive_bytes: int = 512 * _MIB
    file_bytes: int = 256 * _MIB
    total_bytes: int = 2048 * _MIB
    entries: int = 65_535
    nodes: int = 100_000
    depth: int = 64
    path_bytes: int = 1024
    component_bytes: int = 255
    names_bytes: int = 20 * _MIB
    entry_ratio: int = 250
    entry_ratio_floor: int = 16 * _MIB
    total_ratio: int = 100
    total_ratio_floor: int = 64 * _MIB
    warnings_per_code: int = 1000
    seconds: float = 120
    nesting: int = 2

    @classmethod
    def of(cls, policy: IntakeLimits) -> "Limits":
        """The limits that a policy sets, in bytes, beside those that it cannot."""
        return cls(
            archive_bytes=policy.archive_mib * _MIB,
            file_bytes=policy.file_mib * _MIB,
            total_bytes=policy.total_mib * _MIB,
            entries=policy.entries,
            nodes=policy.nodes,
            depth=policy.depth,
            entry_ratio=policy.file_ratio,
            total_ratio=policy.total_ratio,
            seconds=policy.seconds,
        )


DEFAULT = Limits()
