"""Encryption of a push for one browser (RFC 8291), and the proof of who sends it (RFC 8292).

Between us and the browser stands a push service that must read nothing: each push has a key of its
own, agreed on with the browser's public key, and all of them are of one length.
"""

import base64
import json
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
SCALAR = 32
RECORD = 4096  # all of a push is one record, which every push service must take
ROOM = 3072  # what a push says is filled up to this, so that its length tells nothing
LAST_RECORD = b"\x02"
VALID = timedelta(hours=12)  # a push service refuses proofs that hold for more than a day


def make_key() -> str:
    """A new private key, as it is kept."""
    return encode(_scalar(ec.generate_private_key(CURVE)))


def public_of(key: str) -> str:
    """The public half of a private key, as browsers take it."""
    return encode(_point(_private(key)))


def is_point(raw: bytes) -> bool:
    """Whether these bytes are a public key."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError:
        return False
    return True


def wrap(
    said: bytes,
    p256dh: str,
    auth: str,
    *,
    room: int = ROOM,
    key: str = "",
    salt: bytes = b"",
) -> bytes:
    """The body of a push that only this browser can read. `key` and `salt` are new for each; only
    the published example names them, and fills nothing up."""
    ours = _private(key) if key else ec.generate_private_key(CURVE)
    theirs, salt = decode(p256dh), salt or os.urandom(16)
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
    about = b"WebPush: info\x00" + theirs + _point(ours)
    secret = _derive(decode(auth), ours.exchange(ec.ECDH(), point), about, 32)
    content_key = _derive(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(salt, secret, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(theirs)]) + _point(ours)
    filling = bytes(max(room - len(said), 0))
    return head + AESGCM(content_key).encrypt(nonce, said + LAST_RECORD + filling, None)


def prove(endpoint: str, key: str, contact: str, at: datetime) -> str:
    """The Authorization of a push: signed for this push service, for half a day. `contact`: whom
    its operators may write to, a mailto: or https: address, or nothing."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + VALID).timestamp()),
        **({"sub": contact} if contact else {}),
    }
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    made = _private(key).sign(signed.encode(), ec.ECDSA(SHA256()))
    pair = b"".join(each.to_bytes(SCALAR, "big") for each in decode_dss_signature(made))
    return f"vapid t={signed}.{encode(pair)}, k={public_of(key)}"


def encode(raw: bytes) -> str:
    """Bytes as text that fits in a URL, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The other way."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(key), "big"), CURVE)


def _scalar(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_numbers().private_value.to_bytes(SCALAR, "big")


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derive(salt: bytes, secret: bytes, about: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, about).derive(secret)


def _json(value: dict[str, object]) -> str:
    return encode(json.dumps(value, separators=(",", ":")).encode())
