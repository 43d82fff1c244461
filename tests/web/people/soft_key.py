"""A passkey in software: makes and shows credentials as a device would, for the tests."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One device with one passkey. ``verified`` says whether it asks for a face or a finger."""

    origin: str = "http://localhost"
    verified: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: str = ""
    count: int = 0

    def make(self, options: dict[str, Any]) -> str:
        """What a browser sends after making a passkey."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + public
        told = self._told(asked["rp"]["id"], ATTESTED) + attested
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", asked["challenge"])
        answer = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(made)}
        return self._sent(answer, {"credProps": {"rk": True}})

    def show(self, options: dict[str, Any]) -> str:
        """What a browser sends after showing it."""
        asked = options["publicKey"]
        told = self._told(asked["rpId"], 0)
        client = self._client("webauthn.get", asked["challenge"])
        signed = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(told),
            "signature": websafe_encode(signed),
            "userHandle": self.handle,
        }
        return self._sent(answer, {})

    def _told(self, site: str, more: int) -> bytes:
        self.count += 1
        flags = PRESENT | more | (VERIFIED if self.verified else 0)
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        assert websafe_decode(challenge)
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, answer: dict[str, str], extensions: dict[str, Any]) -> str:
        name = websafe_encode(self.credential)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": answer}
        return json.dumps(
            {**whole, "clientExtensionResults": extensions, "authenticatorAttachment": "platform"}
        )
