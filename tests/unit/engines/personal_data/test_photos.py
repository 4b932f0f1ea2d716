import pytest

from vetting.engines.personal_data.photos import identity_photos
from vetting.model.scale import Confidence


def test_three_files_in_an_upload_folder_are_sure():
    folders = identity_photos([f"storage/app/public/ktp/{n}.jpg" for n in (3, 1, 2)])
    assert [(f.first, f.count, f.confidence) for f in folders] == [
        ("storage/app/public/ktp/1.jpg", 3, Confidence.HIGH)
    ]


def test_one_file_asks_for_a_look():
    (folder,) = identity_photos(["uploads/foto_ktp/a.jpg"])
    assert folder.confidence == Confidence.MEDIUM


@pytest.mark.parametrize(
    "path", ["public/x/337401xxxxxxxxxx.jpg", "x/3374010203900001.jpg", "337401xxxxxxxx2x/a.jpg"]
)
def test_a_file_named_after_a_number_is_sure(path):
    (folder,) = identity_photos([path])
    assert (folder.rule, folder.confidence) == ("number-in-name", Confidence.HIGH)


@pytest.mark.parametrize(
    "path",
    [
        "public/img/icon-ktp.png", "public/uploads/contoh_ktp.jpg", "resources/ktp/a.png",
        "assets/images/simpan.png", "public/uploads/logo.png", "storage/app/kkp/a.jpg",
        "public/x/999901xxxxxxxxxx.jpg", "public/x/3374019903900001.jpg",
    ],
)  # fmt: skip
def test_artwork_is_silent(path):
    assert identity_photos([path]) == []
