"""Hosts, regions and packages: the longest known ending, the country of a region in the name."""

from vetting.content import load
from vetting.engines.outside.table import table_of
from vetting.engines.outside.worker import Matcher, read

CHECK = load().checks["privacy/foreign-hosting"]


def met(text):
    table = table_of(CHECK)
    found = Matcher(table.plain()).line(text)
    return [(table.services[at].name if at >= 0 else "", country) for at, _, country in found]


def test_one_code_in_two_clouds_is_two_countries():
    assert met("https://uji.s3.ap-southeast-3.amazonaws.com/x") == [("Amazon Web Services", "ID")]
    assert met("https://uji.oss-ap-southeast-3.aliyuncs.com/x") == [("Alibaba Cloud", "MY")]


def test_a_host_that_only_ends_alike_is_another():
    assert met("https://notamazonaws.com https://amazonaws.com.uji.id") == []


def test_comments_are_passed_over_and_defaults_are_marked(tmp_path):
    file = tmp_path / "a.php"
    file.write_text("// https://a.herokuapp.com\n$x = env('URL', 'https://b.herokuapp.com');\n")
    (row,) = read(file, "a.php", Matcher(table_of(CHECK).plain()))["found"]
    assert (row["line"], row["default"]) == (2, True)
