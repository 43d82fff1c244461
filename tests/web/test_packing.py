"""Pages are packed for whoever can unpack them, and the length of one does not tell how well it packed."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from genkan_web.doors.packing import Packing

PAGE = b"<p>the same line again</p>" * 200


def answered(content: bytes, accepts: str = "gzip, br", **headers: str) -> HttpResponse:
    """What comes out of a site that answers with this."""
    asked = RequestFactory().get("/", headers={"accept-encoding": accepts} if accepts else {})
    answer: HttpResponse = Packing(lambda _: HttpResponse(content, headers=headers))(asked)
    return answer


@pytest.mark.django_db
def test_a_page_is_the_same_packed() -> None:
    """The page of help: less than half the bytes, the same page, and caches are told."""
    plain = Client().get("/help/", headers={"accept-encoding": ""})
    packed = Client().get("/help/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) == int(packed.headers["Content-Length"]) < len(plain.content) / 2
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_its_length_differs_each_time() -> None:
    """A hundred times the same page; a page that is always as long would say what stands in it."""
    lengths = {len(answered(PAGE).content) for _ in range(100)}
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) < Packing.max_random_bytes


@pytest.mark.parametrize("accepts", ["", "br", "identity"])
def test_nobody_gets_what_they_cannot_unpack(accepts: str) -> None:
    """Without the word for it the page comes as it is."""
    assert answered(PAGE, accepts).content == PAGE


def test_what_gains_nothing_stays_as_it_is() -> None:
    """Short pages, pages that would grow, and what is packed already."""
    grows = bytes(range(256))
    for content in (b"short", grows):
        assert answered(content).content == content
    assert answered(PAGE, **{"Content-Encoding": "br"}).content == PAGE


def test_a_page_with_a_mark_of_its_own_is_left_to_django() -> None:
    """Its mark becomes a weak one, as packed it is not the same bytes."""
    answer = answered(PAGE, ETag='"abc"')
    assert answer.headers["ETag"] == 'W/"abc"'
    assert gzip.decompress(answer.content) == PAGE
