"""The QR code of every document, read back by ZXing from the lines that are drawn."""

import re

import numpy as np
import pytest
import zxingcpp

from tests.unit.render import builder
from vetting.content import load
from vetting.render.paper import code, common, digest_of, link, number_of

DIGEST = digest_of(builder.report(3))
ADDRESS = "https://periksa.contoh.example/hasil"


def picture(svg, scale=6):
    """The drawing as grey pixels: its one path holds horizontal strokes of one module each."""
    size = int(re.search(r'width="(\d+)"', svg)[1]) // int(re.search(r"scale\((\d+)\)", svg)[1])
    page = np.full((size, size), 255, np.uint8)
    x = y = 0.0
    for kind, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", svg[svg.index(' d="') :]
    ):
        if kind == "h":
            page[int(y), int(x) : int(x + float(first))] = 0
            x += float(first)
        elif kind == "M":
            x, y = float(first), float(second)
        else:
            x, y = x + float(first), y + float(second)
    return np.kron(page, np.ones((scale, scale), np.uint8))


def read(svg):
    (found,) = zxingcpp.read_barcodes(picture(svg))
    return found.text


@pytest.mark.parametrize("url", ["", ADDRESS])
def test_it_says_number_and_digest_and_the_offices_address(url):
    said = read(code(url, DIGEST))
    assert number_of(DIGEST) in said
    assert DIGEST in said
    assert said == (link(url, DIGEST) or f"urn:vet:hasil:{number_of(DIGEST)}:{DIGEST}")
    assert said.startswith(url)


def test_the_code_of_a_document_is_that_of_its_report():
    data = common(builder.report(3), "id", load(), "document.minutes", DIGEST)
    assert DIGEST in read(data["qr"])
    other = common(
        builder.report(4), "id", load(), "document.minutes", digest_of(builder.report(4))
    )
    assert DIGEST not in read(other["qr"])


def test_a_damaged_code_gives_nothing_or_the_same():
    svg = code(ADDRESS, DIGEST)
    hurt = picture(svg)
    hurt[: hurt.shape[0] // 2] = 255
    assert zxingcpp.read_barcodes(hurt) == []
