"""The household in the test database."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.people.household import Household, household


@pytest.fixture
def home(db: None) -> Household:
    """Everybody, signed up and linked."""
    return household()


@pytest.fixture
def nobody() -> Client:
    """A browser in which nobody has signed in."""
    return Client(headers={"accept-language": "en"})
