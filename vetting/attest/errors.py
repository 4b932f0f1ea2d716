"""A proof that does not hold."""

from vetting.model.errors import VetError


class BadProof(VetError):
    """Records, keys or signatures that cannot be relied on; nothing of them is used."""

    exit_code = 6
