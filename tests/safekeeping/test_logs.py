"""The log tells where something broke, and nothing that anybody wrote."""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from genkan_web.doors.apart import broken
from genkan_web.logs import Discreet

CANARY = "mika-who-cannot-sleep"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the site's own handler would write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet())
    logger = logging.getLogger("django.request")
    monkeypatch.setattr(logger, "handlers", [handler])
    return stream


def test_an_error_is_told_by_its_kind_and_place_without_its_words(told: io.StringIO) -> None:
    """A value in an error of the database, and a key in an address, stay out."""
    address = f"/reading/{CANARY}/"
    request = RequestFactory().get(address)
    request.resolver_match = resolve(address)
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as first:
            raise IntegrityError(f"Key (name)=({CANARY}) already exists") from first
    except IntegrityError as problem:
        log_response("%s: %s", "x", address, response=broken(request), request=request, exception=problem)
    text = told.getvalue()
    assert "503 GET reading/<str:key>/" in text
    assert "IntegrityError" in text
    assert "KeyError" in text
    assert "test_logs.py" in text
    assert CANARY not in text


def test_the_site_uses_it() -> None:
    """Every handler of the settings writes discreetly."""
    assert {one["formatter"] for one in settings.LOGGING["handlers"].values()} == {"discreet"}
