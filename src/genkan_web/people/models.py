"""Accounts and centres. No real name, no e-mail: a pseudonym as a mark, and a locked name to greet with."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import IntegrityError, models
from django.utils.crypto import salted_hmac

from genkan_web.locked import HashedName, LockedText


class Centre(models.Model):
    """A support centre or clinic; made by an operator, never by a page."""

    class Kind(models.TextChoices):
        """What it is."""

        CENTRE = "centre"
        CLINIC = "clinic"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    reads_when = LockedText(blank=True)  # when somebody there reads, in their own words
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Centre {self.kind}"


class Accounts(BaseUserManager["Account"]):
    """Makes accounts."""

    def open(self, name: str, password: str | None, role: str, **more: Any) -> Account:
        """A new account. Raises IntegrityError when the name is taken."""
        if self.filter(handle=name).exists():  # under an older key, where the column cannot tell
            raise IntegrityError("taken")
        account = self.model(handle=name, display=name.strip(), role=role, **more)
        account.set_password(password)
        account.save(force_insert=True)
        return account


class Account(AbstractBaseUser):
    """Somebody who comes back."""

    class Role(models.TextChoices):
        """At which door they stand."""

        PERSON = "person"
        FAMILY = "family"
        WORKER = "worker"
        CLINIC = "clinic"
        ADMIN = "admin"
        AUDITOR = "auditor"

    STAFF: ClassVar = frozenset({Role.WORKER, Role.CLINIC, Role.ADMIN, Role.AUDITOR})
    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    last_login = None

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = HashedName(unique=True)
    display = LockedText()
    role = models.CharField(max_length=8, choices=Role)
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="members")
    language = models.CharField(max_length=2, default="en")
    country = models.CharField(max_length=2, default="th")
    zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    visits = models.PositiveIntegerField(default=0)  # one more ends every visit elsewhere
    joined_at = models.DateTimeField(auto_now_add=True)
    seen_month = models.DateField(null=True)  # first day of the month somebody last came in; nothing finer
    asleep_since = models.DateField(null=True)  # the day the sweep found two years of silence
    erase_at = models.DateTimeField(null=True)  # told to go: hidden until then, gone after

    objects = Accounts()

    def __str__(self) -> str:
        return f"Account {self.role}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Visits end when the password changes, and when their owner ends them."""
        text = f"{self.password}\n{self.visits}"
        return salted_hmac("genkan_web.visit", text, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff_member(self) -> bool:
        """Whether a second factor and short visits are required."""
        return self.role in self.STAFF

    @property
    def is_going(self) -> bool:
        """Whether it was told to go and waits to be erased."""
        return self.erase_at is not None

    @property
    def informant(self) -> str:
        """As whom this account writes, in the words of the library."""
        return self.role if self.role in ("person", "family", "clinic") else "worker"


class Visit(AbstractBaseSession):
    """A visit: Django's session, which also knows whose it is, so that its owner can see it and end it."""

    account = models.UUIDField(null=True, db_index=True)  # no foreign key: a visit ends, it never blocks

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and writes these."""
        from genkan_web.sessions import SessionStore

        return SessionStore


class Guardianship(models.Model):
    """What a centre saw and recorded about a guardian: for somebody too young, or by a court.

    No date of birth: ``until`` is the day of age, or the end that the court's paper names.
    """

    class Kind(models.TextChoices):
        """Why there is a guardian."""

        MINOR = "minor"
        COURT = "court"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=Kind)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="guardianships")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ward = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="guardianships"
    )
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="wards"
    )
    called = LockedText()  # as whom the centre knows the person; a letter or a code is enough
    paper = LockedText()  # what was seen: the guardian's consent, or the court's paper
    seen_on = models.DateField()
    matters = models.CharField(max_length=40)  # of ``guardians.MATTERS``, with commas
    until = models.DateField()
    appointments = LockedText(blank=True)
    safety_plan = LockedText(blank=True)
    agreed_at = models.DateTimeField(null=True)  # the person's own yes
    ended_at = models.DateTimeField(null=True)
    asked_again_at = models.DateTimeField(null=True)  # of age, they were asked afresh and answered
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Guardianship {self.kind}"


class Invitation(models.Model):
    """A code that lets one person in with a role, made by an operator or a worker; used once."""

    code = HashedName(unique=True)
    role = models.CharField(max_length=8, choices=Account.Role)
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE)
    guardianship = models.ForeignKey(Guardianship, null=True, on_delete=models.CASCADE)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Invitation {self.role}"


class Token(models.Model):
    """A word with which a program comes in for one account, without a visit; kept only as a mark."""

    class Scope(models.TextChoices):
        """How far it reaches."""

        READ = "read"
        WRITE = "write"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    word = HashedName(unique=True)
    called = LockedText()  # what it is for, in its owner's words
    scope = models.CharField(max_length=5, choices=Scope)
    made_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"Token {self.scope}"


class Bucket(models.Model):
    """How many tries are left for one thing from one place; both only as a mark."""

    key = models.CharField(max_length=64, primary_key=True)
    left = models.FloatField()
    at = models.FloatField()  # seconds since 1970 at which ``left`` was true

    def __str__(self) -> str:
        return "Bucket"
