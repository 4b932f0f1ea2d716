"""One door for every process: no network, no secrets, a read-only view, caps, no strays."""

from vetting.sandbox.job import Level, Sandbox


def open_sandbox(level: Level | None = None, *, allow_none: bool = False) -> Sandbox:
    """The strongest sandbox that works on this machine, or the one of exactly this level.

    Each level is tried by running a small job behind it, once in a process. Raises BadSetup,
    with what to install, when none works, unless `allow_none`: then the answer is a runner
    without walls, whose level says so.
    """
    from vetting.sandbox import opening

    return opening.open_sandbox(level, allow_none=allow_none)


def stop_all() -> None:
    """End every job that runs now, from whichever thread; their `run` then returns."""
    from vetting.sandbox import box

    box.stop_all()
