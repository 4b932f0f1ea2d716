"""What CredSweeper says, sorted: what everyone may know is no secret."""

from types import SimpleNamespace

import pytest

from vetting.engines.secrets.sweep import _told

CLIENT = "104812345678-qw7b3pdkhx4py8gpan0rlykei2iiaann.apps.googleusercontent.com"


def line(text, value, number):
    start = text.index(value)
    return SimpleNamespace(value=value, variable=None, line=text, value_start=start,
                           path="a.json", line_num=number)  # fmt: skip


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ('"current_key": "AIzaSyvvLOzAxzXMcU1vsHiQMaRiNTN9Ox98whG"', 0),
        ('"client_secret": "k2m9n7c3x1z6b4h0j8f7d5s3"', 1),
    ],
)
def test_a_client_of_google_is_told_only_beside_its_secret(beside, told):
    found = SimpleNamespace(
        rule_name="Google Multi",
        ml_probability=None,
        line_data_list=[
            line(f'"client_id": "{CLIENT}"', CLIENT, 3),
            line(beside, beside.split('"')[3], 9),
        ],
    )
    assert len(list(_told([found]))) == told
