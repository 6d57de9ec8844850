"""Signatures of webhooks, against the published vector and an HMAC worked out by hand."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.signatures import find_fault, is_secret, sign, sign_headers, write_secret

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = b'{"test": 2432232314}'
# printed with the specification, for these four
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
THEN = datetime.fromtimestamp(AT, UTC)


def by_hand(secret: str, id: str, at: int, body: bytes) -> str:
    """RFC 2104 step by step, with nothing of the code under test and without `hmac`."""
    key = base64.b64decode(secret[len("whsec_") :]).ljust(64, b"\0")
    said = id.encode() + b"." + str(at).encode() + b"." + body
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + said).digest()
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()
    return "v1," + base64.b64encode(outer).decode()


def test_the_hand_reckons_as_the_specification_does() -> None:
    assert by_hand(SECRET, ID, AT, BODY) == PUBLISHED


def test_the_published_vector() -> None:
    assert sign(SECRET, ID, AT, BODY) == PUBLISHED


@pytest.mark.parametrize("body", [b"", b"{}", "“quoted”, ünïcode".encode(), b"\x00\xff"])
@pytest.mark.parametrize("length", [24, 32, 64])
def test_other_secrets_and_bodies(body: bytes, length: int) -> None:
    secret = write_secret(bytes(range(length)))
    assert is_secret(secret)
    assert sign(secret, "msg_1", 1, body) == by_hand(secret, "msg_1", 1, body)


def test_two_secrets_give_two_signatures_in_one_header() -> None:
    other = write_secret(b"o" * 32)
    headers = sign_headers((SECRET, other), ID, THEN, BODY)
    assert headers == {
        "webhook-id": ID,
        "webhook-timestamp": str(AT),
        "webhook-signature": f"{PUBLISHED} {by_hand(other, ID, AT, BODY)}",
    }


def given(**changes: str) -> dict[str, str]:
    """The headers of the published vector, some of them changed."""
    usual = {"webhook-id": ID, "webhook-timestamp": str(AT), "webhook-signature": PUBLISHED}
    return usual | {f"webhook-{name}": value for name, value in changes.items()}


@pytest.mark.parametrize("signature", [PUBLISHED, f"v1,AAAA {PUBLISHED}", f"v1a,x {PUBLISHED}"])
@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_what_is_signed_is_believed(signature: str, seconds: int) -> None:
    at = THEN + timedelta(seconds=seconds)
    assert find_fault(SECRET, given(signature=signature), BODY, at) == ""


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({}, BODY, 0),
        (given(), BODY + b" ", 0),
        (given(), BODY, 301),
        (given(), BODY, -301),
        (given(id="msg_other"), BODY, 0),
        (given(id=""), BODY, 0),
        (given(id="a" * 201), BODY, 0),
        (given(timestamp=str(AT + 1)), BODY, 0),
        (given(timestamp="soon"), BODY, 0),
        (given(timestamp="-1"), BODY, 0),
        (given(timestamp="9" * 5000), BODY, 0),
        (given(timestamp="١٦١٤٢٦٥٣٣٠"), BODY, 0),
        (given(signature=PUBLISHED.replace("v1,", "v2,")), BODY, 0),
        (given(signature=PUBLISHED.removeprefix("v1,")), BODY, 0),
        (given(signature="v1,"), BODY, 0),
        (given(signature="v1,é"), BODY, 0),
    ],
)
def test_what_is_not_is_refused(headers: dict[str, str], body: bytes, seconds: int) -> None:
    assert find_fault(SECRET, headers, body, THEN + timedelta(seconds=seconds))


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                  "whsec_!!!!", "whsec_" + "A" * 120])  # fmt: skip
def test_what_is_no_secret(text: str) -> None:
    assert not is_secret(text)
