"""Where a webhook may go: the table of what tries to look into a private network."""

import pytest

from app.domain.targets import Target, is_public, parse_target
from app.errors import Invalid

PRIVATE = """
    127.0.0.1 127.1.2.3 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.9.9 192.168.1.1
    169.254.169.254 100.64.0.1 192.0.0.1 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
    224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
    :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd12:3456::1 fec0::1 ff02::1 100::1 2001:db8::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:7f00:1 ::127.0.0.1
    64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:: 2001::1
    not-an-address
""".split()
PUBLIC = """
    1.1.1.1 8.8.8.8 93.184.215.14 172.32.0.1 ::ffff:8.8.8.8 2606:4700::1111 2a00:1450::1
""".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/x",
        "http://example.org/x",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://user:word@example.org/",
        "https://user@example.org/",
        "https://example.org/#part",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://[::1",
        "https://exam ple.org/",
        " https://example.org/",
        "https://example.org/a\r\nhost: inside",
        "https://example.org/\ttab",
        "https://bücher.example/",
        "https://-a.example/",
        "https://a..example/",
        "https://example.org\\@127.0.0.1/",
        "https://localhost/",
        "https://LOCALHOST/",
        "https://intranet/",
        "https://a.localhost/",
        "https://metadata.google.internal/",
        "https://127.0.0.1/",
        "https://127.0.0.1:8443/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://017700000001/",
        "https://127.1/",
        "https://0/",
        "https://example.org/" + "a" * 2000,
        "https://example.org/\x00",
        "https://example.org/\ud800",
    ],
)
def test_addresses_that_are_refused_in_words(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_target(url)
    assert refused.value.field == "url"
    assert len(refused.value.message) > 20


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org", Target("https", "example.org", 443, "/")),
        ("https://Example.ORG:8443/a?b=c&d", Target("https", "example.org", 8443, "/a?b=c&d")),
        ("https://example.org?a", Target("https", "example.org", 443, "/?a")),
        (
            "https://xn--bcher-kva.example/ü",
            Target("https", "xn--bcher-kva.example", 443, "/%C3%BC"),
        ),
        ("https://example.org/a%20b", Target("https", "example.org", 443, "/a%20b")),
        ("https://1.1.1.1/x", Target("https", "1.1.1.1", 443, "/x")),
    ],
)
def test_addresses_that_are_called(url: str, target: Target) -> None:
    assert parse_target(url) == target


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("https://example.org/", "example.org"),
        ("https://example.org:8443/", "example.org:8443"),
        ("https://[2606:4700::1111]/", "[2606:4700::1111]"),
        ("https://[2606:4700::1111]:8443/", "[2606:4700::1111]:8443"),
    ],
)
def test_the_host_that_is_named(url: str, authority: str) -> None:
    assert parse_target(url).authority == authority


def test_hosts_that_the_operator_vouches_for() -> None:
    intranet = {"ci.intranet", "127.0.0.1"}
    assert parse_target("http://ci.intranet:8080/x", intranet).port == 8080
    assert parse_target("https://127.0.0.1/x", intranet).is_secure
    for other in ("http://ci.intranet.example/", "http://127.0.0.2/", "https://10.0.0.1/"):
        with pytest.raises(Invalid):
            parse_target(other, intranet)
