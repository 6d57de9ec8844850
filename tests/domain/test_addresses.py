"""Mail addresses, and what links in mails carry."""

import pytest

from app.domain.addresses import check_address, holds, is_address, read_pass, sign
from app.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Lin@Example.ORG ", "Lin@example.org"),
        ("lin+labels@mail.example.org", "lin+labels@mail.example.org"),
        ("lin@mailhost", "lin@mailhost"),
        ("lin@bücher.example", "lin@xn--bcher-kva.example"),
    ],
)
def test_addresses_are_kept_as_servers_write_them(typed: str, kept: str) -> None:
    assert check_address(typed) == kept


NONE = (
    *("", "lin", "@example.org", "lin@", "a b@example.org", "lin@ex ample.org", "lin@-x.org"),
    *("lin@example.org\r\nBcc: eve@example.org", "<lin@example.org>", "lin,sam@example.org"),
    *("li\x00n@example.org", "lin..x@example.org", "l" * 65 + "@example.org", "lin@ex..org"),
    *("a@" + "b" * 300, '"lin"@example.org', "lín@example.org"),
)


@pytest.mark.parametrize("typed", NONE)
def test_what_is_none_is_refused(typed: str) -> None:
    assert not is_address(typed)
    with pytest.raises(Invalid):
        check_address(typed)


def test_a_link_holds_for_what_it_was_made_for_and_nothing_else() -> None:
    link = sign(7, "digest", "secret")
    said = read_pass(link)
    assert said is not None
    assert (said.account_id, said.purpose, holds(said, "secret")) == (7, "digest", True)
    assert not holds(said, "another secret")
    for changed in (link.replace("7-", "8-", 1), link.replace("digest", "mentions")):
        forged = read_pass(changed)
        assert forged is not None
        assert not holds(forged, "secret")


@pytest.mark.parametrize("text", ["", "7-digest-", "x-digest-" + "0" * 64, "7-digest-" + "g" * 64])
def test_what_is_no_link_is_none(text: str) -> None:
    assert read_pass(text) is None
