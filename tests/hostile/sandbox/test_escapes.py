"""Every attack is tried at every sound level, and achieves nothing inside or outside."""

import json
import os
import platform

import pytest

from tests.hostile.sandbox.conftest import World
from tests.hostile.sandbox.machinery import ATTACKS
from vetting.sandbox import landlock, open_sandbox, opening
from vetting.sandbox.box import Box
from vetting.sandbox.job import Level, Sandbox

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers are x86-64's")

SUICIDAL = {"kill_everything", "signal_groups"}


def _achieves_nothing(
    name: str, sandbox: Sandbox, world: World, *, local_sockets: bool = False
) -> None:
    done = world.attack(sandbox, name, local_sockets=local_sockets)
    assert world.harm() == []
    if name in SUICIDAL and not done.stdout:
        assert done.returncode == 137
    else:
        assert (done.returncode, done.stderr) == (0, b"")
        assert json.loads(done.stdout) == []


@pytest.mark.parametrize("local_sockets", [False, True], ids=["plain", "as a browser"])
@pytest.mark.parametrize("name", ATTACKS)
def test_attack_achieves_nothing(
    name: str,
    sandbox: Sandbox,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    local_sockets: bool,
) -> None:
    monkeypatch.setenv("VET_SIGNING_KEY", "hidden")
    _achieves_nothing(name, sandbox, world, local_sockets=local_sockets)


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize(
    ("level", "abi"),
    [(Level.LANDLOCK, landlock.SOUND_ABI), (Level.NAMESPACES, 0)],
    ids=["oldest Landlock", "namespaces without Landlock"],
)
def test_attack_achieves_nothing_on_an_older_kernel(
    name: str, level: Level, abi: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if opening.survey()[level]:
        pytest.skip("not on this machine")
    monkeypatch.setattr(landlock, "abi", lambda: abi)
    sandbox = Box(opening._WALLS[level]())
    monkeypatch.setenv("VET_SIGNING_KEY", "hidden")
    _achieves_nothing(name, sandbox, world)


@pytest.mark.parametrize(
    "name",
    [
        "change_mode_of_a_secret", "connect_abstract_socket", "connect_tcp", "connect_unix_socket",
        "hard_link_a_secret", "hide_memory", "kill_a_process", "limit_another_process", "list_a_folder",
        "read_memory_of_a_process", "read_proc_of_a_process", "read_secret_file",
        "read_through_a_symlink", "rename_a_file_out", "send_udp",
        "send_unix_datagram_from_a_pair", "signal_by_file_owner", "write_outside",
    ],
)  # fmt: skip
def test_attack_is_real_without_walls(name: str, world: World) -> None:
    if name == "read_memory_of_a_process" and os.geteuid() != 0:
        pytest.skip("the host may forbid it already")
    bare = open_sandbox(Level.NONE, allow_none=True)
    done = world.attack(bare, name)
    assert json.loads(done.stdout) or world.harm()
