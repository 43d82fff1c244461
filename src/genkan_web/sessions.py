"""Visits that end when they ought to, also after the clock was wrong, and that know whose they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's own, except that a visit from the future is over."""

    def _get_session_from_db(self) -> Any:
        from genkan_web import asked

        found = asked.visit(self.session_key)
        if found is None or not timezone.now() < found.expire_date <= self._latest():
            self._session_key = None
            return None
        return found

    @classmethod
    def get_model_class(cls) -> Any:
        """A table of ours, which knows whose visit it is."""
        from genkan_web.people.models import Visit

        return Visit

    def create_model_instance(self, data: Any) -> Any:
        """The row, with the account that is in its data."""
        row: Any = super().create_model_instance(data)
        row.account = data.get(SESSION_KEY)
        return row

    @classmethod
    def clear_expired(cls) -> None:
        """Delete what is over, and what a wrong clock made last too long."""
        super().clear_expired()
        cls.get_model_class().objects.filter(expire_date__gt=cls._latest()).delete()

    @classmethod
    def _latest(cls) -> Any:
        return timezone.now() + timedelta(seconds=cls().get_session_cookie_age())
