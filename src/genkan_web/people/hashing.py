"""Passwords with Argon2id, at a cost that two small cores can carry and a thief's many still feel."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: the first of OWASP's equivalent choices."""

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1

    def encoded_like(self, text: str, other: str) -> str:
        """This text with the salt and at the cost of another hash: the same where the texts are the same."""
        told, hasher = self.decode(other), Argon2()
        for cost in ("time_cost", "memory_cost", "parallelism"):
            setattr(hasher, cost, told[cost])
        return str(hasher.encode(text, told["salt"]))
