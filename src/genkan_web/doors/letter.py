"""The letter: wishes and ways to be reached go straight into the file and are kept nowhere."""

from __future__ import annotations

import json
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from genkan.checkup.given import Given
from genkan.knowledge import LANGUAGES, knowledge
from genkan.letters.fhir import bundle_of
from genkan.letters.letter import letter_of, letter_pdf, letter_text, wishes_from
from genkan_web.doors.answer import check_up_from
from genkan_web.doors.check_up import with_answers
from genkan_web.doors.costly import costly
from genkan_web.doors.manners import NAMES, language_here
from genkan_web.may import own_table

FORMS = ("pdf", "text", "fhir")


@require_http_methods(["GET", "HEAD", "POST"])
@costly("paper place", "POST")
@with_answers
def letter(request: HttpRequest, given: Given, reading: str) -> HttpResponse:
    """The form; POST gives the letter as a file."""
    lang = language_here(request)
    if request.method != "POST":
        known = knowledge("letters/letter")
        others = {code: name for code, name in NAMES.items() if code != lang}
        context = {
            "wishes": known["wishes"],
            "reach": known["reach"],
            "knows": known["knows"],
            "others": others,
            "who": given.who,
        }
        return render(request, "letter.html", context)
    return _made(request, given, reading, lang)


def _made(request: HttpRequest, given: Given, reading: str, lang: str) -> HttpResponse:
    sent = request.POST
    check = check_up_from(given, own_table(request, "see", reading))
    free = {name: sent.get(name, "") for name in ("knows", "to", "words", "contact")}
    wishes = wishes_from(sent.getlist("wishes"), sent.getlist("reach"), **free)
    second = sent.get("second", "")
    langs = [lang, second] if second in LANGUAGES and second != lang else [lang]
    letters = [letter_of(check, wishes, one) for one in langs]
    form = sent.get("form", "pdf")
    if form == "text":
        return _file(letter_text(letters).encode("utf-8"), "text/plain; charset=utf-8", "letter.txt")
    if form == "fhir":
        content = json.dumps(
            bundle_of(check, wishes, letters, secrets.token_hex(16)), ensure_ascii=False, indent=1
        )
        return _file(content.encode("utf-8"), "application/fhir+json; charset=utf-8", "letter.json")
    return _file(letter_pdf(letters, check), "application/pdf", "letter.pdf")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
