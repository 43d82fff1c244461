"""Addresses in templates are made once, and are never those of another place or type."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import override_settings
from django.urls import NoReverseMatch, get_script_prefix, set_script_prefix

LEARN = '{% url "help" %} {% url "language" code %}'


def told(**context: object) -> str:
    """What a template makes of the tag."""
    return Template(LEARN).render(Context(context))


def test_an_address_is_what_it_is_under() -> None:
    """Under another prefix, or other addresses, nothing made before comes back."""
    before, prefix = told(code="th"), get_script_prefix()
    set_script_prefix("/below/")
    try:
        assert told(code="th").split() == ["/below" + one for one in before.split()]
    finally:
        set_script_prefix(prefix)
    assert told(code="th") == before
    with override_settings(ROOT_URLCONF="tests.faults.urls"), pytest.raises(NoReverseMatch):
        Template('{% url "no-such-place" %}').render(Context())


def test_what_is_asked_for_by_name_is_as_in_django() -> None:
    """An address kept under a name, and one that does not exist, behave as they always did."""
    kept = '{% url "help" as place %}[{{ place }}]{% url "no-such-place" as none %}[{{ none }}]'
    assert Template(kept).render(Context()) == f"[{told(code='en').split()[0]}][]"
    with pytest.raises(NoReverseMatch):
        Template('{% url "no-such-place" %}').render(Context())
