"""Lessons on the site, in three languages; safety questions stand around those that could raise tension."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from genkan import lessons
from genkan.knowledge import LANGUAGES, sentence

FIRST = {lang: sentence("web.lessons.before_check", lang) for lang in LANGUAGES}


def page(name: str, lang: str) -> str:
    """One lesson as it is shown."""
    answer = Client(headers={"accept-language": lang}).get(reverse("lesson", args=[name]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lesson_is_shown_whole_with_safety_first_where_asked(lang: str) -> None:
    """Idea, one thing to try, when to stop; before that the questions, where a lesson asks for them."""
    for name in lessons.path():
        words = lessons.lesson_words(name, lang)
        text = page(name, lang)
        assert (FIRST[lang] in text) == words.asks_safety
        if words.asks_safety:
            assert text.index(FIRST[lang]) < text.index(sentence("web.lessons.try", lang))
        assert sentence("web.lessons.after_check", lang) in text
        assert reverse("lesson", args=["stop_and_call"]) in text


def test_the_path_names_each_lesson_once_and_stopping_first() -> None:
    """All of them, by part; the one about stopping stands above."""
    text = Client(headers={"accept-language": "en"}).get(reverse("lessons")).content.decode()
    links = [reverse("lesson", args=[name]) for name in lessons.path()]
    assert all(link in text for link in links)
    assert text.index(reverse("lesson", args=["stop_and_call"])) == min(text.index(link) for link in links)
    assert [one for _, ids in lessons.parts() for one in ids] == list(lessons.path())


def test_a_lesson_that_is_not_there_looks_like_any_page_that_is_not_there() -> None:
    """404, in words."""
    assert Client().get(reverse("lesson", args=["nothing"])).status_code == 404
