"""Pushes as they go over the wire: to the byte as RFC 8291 has it, signed as RFC 8292 has it."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag

from app.clock import now
from app.domain.wrapping import (
    RECORD,
    ROOM,
    decode,
    encode,
    is_point,
    make_key,
    prove,
    public_of,
    wrap,
)
from tests.pushes.browsers import Keys, claims_of

# RFC 8291, section 5 and appendix A
SAID = b"When I grow up, I want to be a watermelon"
SENDERS_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SENDERS_POINT = (
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
)
BROWSERS_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
BROWSERS_POINT = (
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
)
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6"
    "TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulc"
    "y4a-fN"
)


def test_the_published_example_comes_out_to_the_byte() -> None:
    made = wrap(SAID, BROWSERS_POINT, AUTH, room=0, key=SENDERS_KEY, salt=decode(SALT))
    assert encode(made) == BODY


def test_the_published_keys_belong_together() -> None:
    assert public_of(SENDERS_KEY) == SENDERS_POINT
    assert public_of(BROWSERS_KEY) == BROWSERS_POINT


def test_the_browser_of_our_tests_reads_the_published_example() -> None:
    assert Keys(BROWSERS_KEY, AUTH).read(decode(BODY)) == SAID


@pytest.mark.parametrize("said", [b"", b"x", b"\x02\x00", "“quoted”".encode() * 50, b"x" * ROOM])
def test_only_the_browser_reads_it_and_its_length_tells_nothing(said: bytes) -> None:
    keys = Keys()
    first, second = (wrap(said, keys.p256dh, keys.auth) for _ in "12")
    assert first != second  # each has a key and a salt of its own
    assert keys.read(first) == keys.read(second) == said
    assert len(first) == len(wrap(b"", keys.p256dh, keys.auth)) <= RECORD
    for other in (Keys(), Keys(keys.private)):  # another browser; the same without its secret
        with pytest.raises(InvalidTag):
            other.read(first)


def test_what_is_no_point_of_the_curve() -> None:
    assert is_point(decode(BROWSERS_POINT))
    assert not is_point(b"\x04" + b"\x01" * 64)
    assert not is_point(b"")
    assert not is_point(b"\x00" * 65)


def test_a_proof_is_for_one_push_service_and_half_a_day() -> None:
    key, at = make_key(), now()
    proof = prove("https://push.example.org:8443/send/abc?x", key, "mailto:ops@example.org", at)
    assert claims_of(proof, public_of(key)) == {
        "aud": "https://push.example.org:8443",
        "exp": int((at + timedelta(hours=12)).timestamp()),
        "sub": "mailto:ops@example.org",
    }
    with pytest.raises(InvalidSignature):
        claims_of(proof.replace("k=" + public_of(key), "k=" + BROWSERS_POINT), BROWSERS_POINT)
    assert "sub" not in claims_of(prove("https://a.example/", key, "", at), public_of(key))
