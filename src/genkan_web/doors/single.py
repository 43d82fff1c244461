"""Single things that go: a day, a notebook; and what waits to go, to be taken back."""

from __future__ import annotations

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from genkan_web import erasing
from genkan_web.care import homework
from genkan_web.diary import books, papers
from genkan_web.diary.models import Notebook
from genkan_web.doors.gate import account_here
from genkan_web.doors.notebook import notebook_here
from genkan_web.leaving import going
from genkan_web.people import second
from genkan_web.people.models import Account
from genkan_web.people.proving import problem_with_proof


def _context(request: HttpRequest, **more: object) -> dict[str, object]:
    account = account_here(request)
    proof = {"has_password": account.has_usable_password(), "has_factor": second.has_factor(account)}
    return {"account": account, **proof, **more}


def day_erase(request: HttpRequest, key: uuid.UUID, day: str) -> HttpResponse:  # noqa: ARG001
    """One day of a notebook: out of sight and gone after seven days, or gone now."""
    book, told = notebook_here(request), _day(day)
    context = _context(request, book=book, day=told)
    if request.method != "POST":
        return render(request, "people/day_erase.html", context)
    if "now" not in request.POST:
        going.hide_day(book, told)
        return redirect("waiting")
    problem = problem_with_proof(request, account_here(request))
    if problem:
        return render(request, "people/day_erase.html", {**context, "problem": problem}, status=400)
    going.erase_day(book, told)
    return redirect("notes", key=book.pk)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def paper_erase(request: HttpRequest, key: uuid.UUID, paper: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """Something worked on in a notebook: a sheet, the ladder, a plan."""
    book = notebook_here(request)
    held = book.papers.filter(pk=paper).first()
    if held is None:
        raise Http404
    context = _context(request, book=book, paper=held)
    if request.method != "POST":
        return render(request, "people/paper_erase.html", context)
    if "now" not in request.POST:
        homework.withdraw(held)
        papers.to_go(held)
        return redirect("waiting")
    problem = problem_with_proof(request, account_here(request))
    if problem:
        return render(request, "people/paper_erase.html", {**context, "problem": problem}, status=400)
    homework.withdraw(held)
    erasing.erase(held)
    return redirect("notes", key=book.pk)


def book_erase(request: HttpRequest, key: uuid.UUID) -> HttpResponse:  # noqa: ARG001
    """A whole notebook, with every day, share and offer of it."""
    book = notebook_here(request)
    context = _context(request, book=book)
    if request.method != "POST":
        return render(request, "people/book_erase.html", context)
    if "now" not in request.POST:
        going.hide_book(book)
        return redirect("waiting")
    problem = problem_with_proof(request, account_here(request))
    if problem:
        return render(request, "people/book_erase.html", {**context, "problem": problem}, status=400)
    going.hide_book(book)  # a person finds a new one in its place
    going.erase_book(book)
    return redirect("home")


def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that was told to go and is still here; each can be taken back."""
    account = account_here(request)
    problem = _taken_back(request, account) if request.method == "POST" else ""
    context = {
        "gone_books": going.waiting_books(account),
        "gone_days": [(book, going.waiting_days(book)) for book in books.books_of(account)],
        "gone_papers": [(book, papers.waiting(book)) for book in books.books_of(account)],
        "problem": problem,
    }
    return render(request, "people/waiting.html", context, status=400 if problem else 200)


def _taken_back(request: HttpRequest, account: Account) -> str:
    """The id of a sentence where it could not be taken back. Http404 for what is not one's own."""
    wanted = request.POST.get("book", "")
    if not wanted:
        return ""
    if "paper" in request.POST:
        book = _named(books.books_of(account), wanted)
        return "" if papers.taken_back(book, request.POST["paper"]) else "people.waiting.paper_newer"
    if "day" not in request.POST:
        return "" if going.keep_book(_named(going.waiting_books(account), wanted)) else "people.waiting.newer"
    going.keep_day(_named(books.books_of(account), wanted), _day(request.POST["day"]))
    return ""


def _named(found: list[Notebook], wanted: str) -> Notebook:
    for book in found:
        if str(book.pk) == wanted:
            return book
    raise Http404
