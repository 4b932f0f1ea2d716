import pytest

from vetting.engines.secrets.values import entropy, is_guessable, is_placeholder, is_random, mask


@pytest.mark.parametrize(
    "value",
    [
        "", "abc", "changeme", "change_me_please", "null", "your-key", "YOUR_SECRET_KEY", "${VAR}",
        "{{ token }}", "<password>", "%(secret)s", "$password", "xxxxxxxxxxxx", "********",
        "secret", "password", "Password", "example-key-1234", "12345678", "0123456789abcdef"[:10],
        "aaaaaaaaaaaa", "abababab", "process.env.KEY[0]", "env('KEY')", "config('app.key')",
        "ganti-dengan-sandi", "isi_sandi_di_sini", "__TOKEN__", "_DB_PASSWORD_", "[token]", "...",
        "my-secret", "root", "qwerty", "TODO: fill", "123123", "abcabcabc",
        "p%40ssword", "MY_SERVICE_TOKEN",
    ],
)  # fmt: skip
def test_placeholders(value):
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value", ["Tq4Zx8LmVw", "R4h4si4-Kab!", "q8Zt3VnK5rYw1LmXc7Bd", "sid3047", "8f3a1c5e9b2d7046"]
)
def test_what_one_would_keep_secret(value):
    assert not is_placeholder(value)


def test_a_value_that_repeats_its_name_says_nothing():
    assert is_placeholder("db_kunci", "DB_KUNCI")
    assert not is_placeholder("db_kunci", "OTHER")


def test_entropy_in_bits():
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


def test_generated_values_mix_digits_and_letters():
    assert is_random("q8Zt3VnK5rYw1Lm")
    assert not is_random("tanpaangkasamasekali")
    assert not is_random("111111111111a")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("rahasia", "***"), ("rahasia8", "ra***"), ("q8Zt3VnK5rYw1LmX", "q8Zt***"), ("", "***")],
)
def test_a_mask_shows_little_of_long_values_and_nothing_of_short_ones(value, shown):
    assert mask(value) == shown


@pytest.mark.parametrize(
    "value", ["rahasia", "secretkey", "changeme", "12345678", "'jwt'", "ganti-kunci-ini-nanti"]
)
def test_a_word_that_anybody_tries_is_guessable(value):
    assert is_guessable(value)


@pytest.mark.parametrize(
    "value", ["q8Zt3VnK5rYw1LmX", "null", "${KUNCI}", "<kunci>", "********", "a7Kq2VxTm4"]
)
def test_a_key_of_its_own_or_none_at_all_is_not_guessable(value):
    assert not is_guessable(value)
