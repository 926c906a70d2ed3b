"""Letters to the municipality where a home lies: written here, printed or copied, and followed up by their dates."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import DutyRequest, duty, record_look
from ..actions import letters as deeds
from ..forms.homes import ReasonForm
from ..forms.letters import AnswerForm, LetterForm, SentForm
from ..letters import children_to_tell, due_from, language_for, text_of
from ..models import Child, Home, Letter, Role, WrittenLanguage
from ..pdf import pdf_response, record_download
from ..permissions import WRITES_REGISTER, can_write_register, check_write_register
from .deeds import carried_out, posted
from .home import home_to_write

READERS = (*WRITES_REGISTER, Role.CASEWORKER)


def _letter(request: DutyRequest, pk: int) -> Letter:
    rows = Letter.objects.visible_to(request.access).filter(home__service__in=request.access.services(*READERS))
    return get_object_or_404(rows.select_related("home__service", "child", "municipality", "written_by"), pk=pk)


def _letter_to_write(request: DutyRequest, pk: int) -> Letter:
    row = _letter(request, pk)
    check_write_register(request.access, row.home.service_id)
    return row


@require_safe
@duty(*READERS)
def home_letters(request: DutyRequest, home_id: int) -> HttpResponse:
    """Show the letters about a home, the latest first."""
    mine = Home.objects.visible_to(request.access).filter(service__in=request.access.services(*READERS))
    home = get_object_or_404(mine.select_related("municipality", "service"), pk=home_id)
    record_look(request, "home_letters", home=home)
    rows = Letter.objects.visible_to(request.access).filter(home=home).select_related("child", "municipality")
    context = {
        "home": home,
        "letters": rows,
        "today": request.today,
        "to_tell": children_to_tell(home, request.access),
        "may_write": can_write_register(request.access, home.service_id),
    }
    return render(request, "fosterhomes/letters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*WRITES_REGISTER)
def letter_new(request: DutyRequest, home_id: int) -> HttpResponse:
    """Show the letter as it would read, and keep it. `?child=` makes it the notice about that child."""
    home = home_to_write(request, home_id)
    child = _child_to_tell(request, home)
    language = language_for(home, request.GET.get("language"))
    form = LetterForm(posted(request), initial={"answer_due_on": due_from(home.service, request.today)})
    stored: list[Letter] = []

    def write() -> None:
        values = form.cleaned_data | {"by": request.user, "at": request.now}
        stored.append(deeds.write_letter(home=home, child=child, language=language, **values))

    if request.method == "POST" and carried_out(form, write):
        messages.success(request, _("The letter is written. Print it or copy it, and register here when it is sent."))
        return redirect("letter", stored[0].pk)
    record_look(request, "letter_new", child=child, home=home)
    context = _preview(request, home, child, language) | {"form": form}
    return render(request, "fosterhomes/letter_new.html", context, status=422 if form.errors else 200)


def _child_to_tell(request: DutyRequest, home: Home) -> Child | None:
    if "child" not in request.GET:
        return None
    number = request.GET["child"]
    return get_object_or_404(children_to_tell(home, request.access), pk=number if number.isdecimal() else 0)


def _preview(request: DutyRequest, home: Home, child: Child | None, language: str) -> dict[str, Any]:
    due = due_from(home.service, request.today)
    text = text_of(home, child, language, by=request.user, on=request.today, answer_due_on=due)
    about = f"child={child.pk}&" if child else ""
    tabs = [
        {"url": f"?{about}language={code}", "label": label, "current": code == language}
        for code, label in WrittenLanguage.choices
    ]
    unsaved = Letter(home=home, child=child, text=text, language=language, municipality=home.municipality)
    return {"home": home, "child": child, "letter": unsaved, "languages": tabs}


@require_safe
@duty(*READERS)
def letter(request: DutyRequest, pk: int) -> HttpResponse:
    """Show a letter as it was written, when it was sent, and what was answered."""
    row = _letter(request, pk)
    record_look(request, "letter_to_municipality", child=row.child, home=row.home)
    may_write = can_write_register(request.access, row.home.service_id)
    context = {"letter": row, "may_write": may_write, "late": row.is_late(request.today)}
    return render(request, "fosterhomes/letter.html", context)


@require_safe
@duty(*READERS)
def letter_pdf(request: DutyRequest, pk: int) -> HttpResponse:
    """Return the letter as a PDF."""
    row = _letter(request, pk)
    response = pdf_response(
        request, "fosterhomes/letter_pdf.html", {"letter": row}, filename=f"letter-{row.pk}.pdf", language=row.language
    )
    if response.status_code == HTTPStatus.OK:
        record_download(row, by=request.access.user, at=request.now)
    return response


@require_safe
@duty(*READERS)
def letter_text(request: DutyRequest, pk: int) -> HttpResponse:
    """Return the letter as plain text, for the system that sends it."""
    row = _letter(request, pk)
    record_download(row, by=request.access.user, at=request.now)
    response = HttpResponse(row.words + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="letter-{row.pk}.txt"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*WRITES_REGISTER)
def letter_sent(request: DutyRequest, pk: int) -> HttpResponse:
    """Register the day on which the letter was sent."""
    row = _letter_to_write(request, pk)
    form = SentForm(posted(request), initial={"sent_on": request.today})

    def send() -> None:
        deeds.send_letter(letter=row, on=form.cleaned_data["sent_on"], by=request.user, at=request.now)

    return _deed(request, row, form, send, _("Sent"), _("It is registered that the letter was sent."))


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*WRITES_REGISTER)
def letter_answer(request: DutyRequest, pk: int) -> HttpResponse:
    """Register the answer of the municipality."""
    row = _letter_to_write(request, pk)
    form = AnswerForm(posted(request), initial={"answered_on": request.today})

    def answer() -> None:
        values = form.cleaned_data
        deeds.answer_letter(
            letter=row, on=values["answered_on"], answer=values["answer"], by=request.user, at=request.now
        )

    return _deed(request, row, form, answer, _("The answer"), _("The answer is registered."))


def _deed(
    request: DutyRequest, row: Letter, form: Any, deed: Callable[[], None], title: str, done: str
) -> HttpResponse:
    if request.method == "POST" and carried_out(form, deed):
        messages.success(request, done)
        return redirect("letter", row.pk)
    record_look(request, "letter_to_municipality", child=row.child, home=row.home)
    context = {"letter": row, "form": form, "title": title}
    return render(request, "fosterhomes/letter_deed.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@duty(*WRITES_REGISTER)
def letter_remove(request: DutyRequest, pk: int) -> HttpResponse:
    """Remove a letter that was written or registered by mistake."""
    row = _letter_to_write(request, pk)
    form = ReasonForm(posted(request))

    def remove() -> None:
        deeds.remove_letter(letter=row, reason=form.cleaned_data["reason"], by=request.user, at=request.now)

    home_pk = row.home_id
    if request.method == "POST" and carried_out(form, remove):
        messages.success(request, _("It is removed. The reason stands in the history."))
        return redirect("home_letters", home_pk)
    context = {"form": form, "title": _("Remove the letter"), "text": row.subject, "submit": _("Remove")}
    context["cancel_url"] = reverse("letter", args=[row.pk])
    return render(request, "confirm.html", context, status=422 if form.errors else 200)
