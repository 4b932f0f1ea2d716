"""What the corpus has accepted is read alike by every other reader."""

import pytest

from tests.hostile.intake.corpus import CASES, Verdict
from tests.hostile.intake.readers import READERS, by_python, differing
from vetting.intake import DEFAULT
from vetting.intake.sink import Folder
from vetting.intake.unpack import unpack

_MANY = ("more-case-60k.zip", "bomb-same-32k.tar")
ACCEPTED = [c for c in CASES if c.verdict is not Verdict.REFUSE and c.name not in _MANY]


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.name)
def test_accepted_is_read_alike_everywhere(case, tmp_path):
    data = case.make()
    path, tree = tmp_path / case.name, tmp_path / "tree"
    path.write_bytes(data)
    tree.mkdir()
    result = unpack(path, case.name, Folder(tree), DEFAULT)
    read = {"Python": by_python(result.kind, data)}
    for reader in READERS:
        if result.kind in reader.kinds and reader.program:
            read[reader.name] = reader.read(path, tmp_path / "read")
    told = {name: paths for name, theirs in read.items() if (paths := differing(result, theirs))}
    assert not told
