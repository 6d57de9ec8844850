"""Browsers for tests of pushes: their keys, and how they read what a push service hands them."""

import json
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from app.domain.wrapping import decode, encode, make_key, public_of


class Keys:
    """What a browser keeps of its subscription. It reads by the letter of RFC 8188 and 8291, in
    other steps than the sender writes."""

    def __init__(self, private: str = "", auth: str = "") -> None:
        self.private = private or make_key()
        self.auth = auth or encode(os.urandom(16))
        self.p256dh = public_of(self.private)

    def read(self, body: bytes) -> bytes:
        """A push in the clear."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert length == 65
        assert len(record) <= size == 4096
        number = int.from_bytes(decode(self.private), "big")
        mine = ec.derive_private_key(number, ec.SECP256R1())
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        about = b"WebPush: info\x00" + decode(self.p256dh) + sender
        shared = _expand(_extract(decode(self.auth), mine.exchange(ec.ECDH(), point)), about, 32)
        secret = _extract(salt, shared)
        key = _expand(secret, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _expand(secret, b"Content-Encoding: nonce\x00", 12)
        said = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\x00")
        assert said[-1:] == b"\x02"  # the last record, and so the only one
        return said[:-1]


def claims_of(proof: str, public: str) -> dict[str, object]:
    """What a proof claims, if it is signed by this key."""
    scheme, _, rest = proof.partition(" ")
    parts = dict(each.strip().split("=", 1) for each in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", public)
    head, body, signature = parts["t"].split(".")
    assert json.loads(decode(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = decode(signature)
    assert len(raw) == 64
    pair = encode_dss_signature(*(int.from_bytes(raw[at : at + 32], "big") for at in (0, 32)))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(public))
    point.verify(pair, f"{head}.{body}".encode(), ec.ECDSA(SHA256()))
    claims: dict[str, object] = json.loads(decode(body))
    return claims


def _extract(salt: bytes, secret: bytes) -> bytes:
    made = HMAC(salt, SHA256())
    made.update(secret)
    return made.finalize()


def _expand(secret: bytes, about: bytes, length: int) -> bytes:
    return HKDFExpand(SHA256(), length, about).derive(secret)
