"""Every page of the site, in every language, before a judge of HTML that knows nothing of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test.signals import template_rendered
from tests.judges.walk import Walk
from tools.judges import html_faults

import genkan_web

TEMPLATES = Path(genkan_web.__file__).parent / "templates"
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PAGE = """<!doctype html>
<html lang="en">
<head>
<title>A page</title>
</head>
<body>
<main>
<h1>A page</h1>
{}
</main>
</body>
</html>
"""
PLANTED = {
    "unclosed element": ("<div><p>words</p>", "close-order"),
    "duplicate id": ('<p id="one">words</p><p id="one">words</p>', "no-dup-id"),
    "image without alt": ('<img src="/a.png">', "wcag/h37"),
    "button without a name": ('<button type="button"></button>', "text-content"),
    "invalid nesting": ("<ul><p>words</p></ul>", "element-permitted-content"),
    "block inside a paragraph": ("<p><span><div>words</div></span></p>", "element-permitted-content"),
    "field without a label": ('<input type="text" name="a">', "input-missing-label"),
    "label for nothing": ('<label for="gone">words</label>', "no-missing-references"),
    "skipped heading": ("<h4>words</h4>", "heading-level"),
    "unknown element": ("<wrods>words</wrods>", "no-unknown-elements"),
}


@pytest.fixture
def rendered() -> Any:
    """Names of the templates that were used meanwhile."""
    names: set[str] = set()

    def note(sender: Any, template: Any, **_: Any) -> None:
        names.add(str(template.name))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_every_page_is_sound(
    family: None, family_days: str, rendered: set[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """Given a walk through the whole site, in which every template has its turn, when the judge reads the
    pages, then it finds nothing."""
    monkeypatch.setattr("genkan_web.doors.files._start_worker", lambda _: None)
    pages = Walk(lang).everywhere(family_days)
    assert {file.name for file in TEMPLATES.glob("*.html")} <= rendered
    assert all(f'lang="{lang}"' in page for page in pages.values())
    assert html_faults(pages) == []


def test_the_judge_sees_faults() -> None:
    """A sound page passes; every planted fault is named by the rule that is there for it."""
    pages = {name: PAGE.format(planted) for name, (planted, _) in PLANTED.items()}
    faults = html_faults(pages | {"sound": PAGE.format("<p>words</p>")})
    for name, (_, rule) in PLANTED.items():
        assert any(fault.startswith(f"{name}:") and f" {rule}: " in fault for fault in faults), (name, faults)
    assert not [fault for fault in faults if fault.startswith("sound:")]
