"""Passwords with Argon2id, at a cost that two small cores can carry and a thief's many still feel."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: the first of OWASP's equivalent choices."""

    time_cost = 2
    memory_cost = 19_456  # KiB
    parallelism = 1
