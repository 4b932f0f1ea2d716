"""The signing key is in no process that reads an application."""

import subprocess
import sys

import pytest

SECRET = ("vetting.attest.secret", "vetting.attest.pdf_signing", "vetting.attest.bsre")
READERS = ("submit", "plan", "unpack", "recheck", "verify", "diff", "decide")


@pytest.mark.parametrize("command", READERS)
def test_commands_that_read_applications_cannot_sign(command):
    code = (
        "import sys, pkgutil, importlib, vetting.engines, vetting.intake, vetting.runner.submit\n"
        "from vetting.cli import COMMANDS\n"
        f"importlib.import_module(COMMANDS[{command!r}][0])\n"
        "import vetting.runner.recheck, vetting.render, vetting.attest.log\n"
        f"sys.exit(any(name in sys.modules for name in {SECRET!r}))\n"
    )
    assert subprocess.run([sys.executable, "-I", "-c", code], check=False).returncode == 0


def test_only_the_signing_commands_name_the_module_of_the_key():
    from tests.unit.test_architecture import imported, modules

    names = {
        relative.as_posix()
        for relative, tree in modules()
        if any(name.startswith(SECRET) for name in imported(tree))
    }
    assert names == {"cli/signing.py"}
