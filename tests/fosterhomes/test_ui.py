"""Components say the same thing to eyes, to a screen reader and to the address bar."""

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from fosterhomes.templatetags.ui import hours_minutes
from fosterhomes.widgets import DateInput, SearchSelect


def render(source: str, address: str = "/homes/", **values: Any) -> str:
    request = RequestFactory().get(address)
    return Template("{% load ui %}" + source).render(Context({"request": request, **values}))


class HomeForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As people say it.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    free_from = forms.DateField(label="Free from", required=False, widget=DateInput())
    supervisor = forms.ChoiceField(label="Supervisor", required=False, choices=[("", "")], widget=SearchSelect())
    seen = forms.BooleanField(label="Seen")


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (65, "1 h 5 min"), (150, "2 h 30 min")]
)
def test_minutes_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert hours_minutes(minutes) == words


def test_an_estimate_is_marked_and_a_measured_time_is_not() -> None:
    assert "(estimate)" in render("{% travel_time 65 %}")
    assert "estimate)" not in render("{% travel_time 65 estimate=False %}")


def test_an_unknown_travel_time_is_said_to_be_unknown() -> None:
    assert "not known" in render("{% travel_time nothing %}", nothing=None)


def test_the_text_of_a_tag_is_no_markup() -> None:
    assert "&lt;b&gt;" in render("{% tag label 'danger' %}", label="<b>")


def test_a_page_of_a_list_keeps_filters_and_order_and_drops_empty_ones() -> None:
    page = Paginator(range(100), 10).page(2)
    html = render("{% pagination page %}", "/homes/?q=fjell&kind=&sort=-name&page=2", page=page)
    assert 'href="/homes/?q=fjell&amp;sort=-name&amp;page=3" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_a_list_of_one_page_has_no_links_to_pages() -> None:
    assert "<nav" not in render("{% pagination page %}", page=Paginator([1], 10).page(1))


@pytest.mark.parametrize(
    ("address", "direction", "next_sort"),
    [
        ("/homes/", "ascending", "-name"),
        ("/homes/?sort=name&page=4", "ascending", "-name"),
        ("/homes/?sort=-name", "descending", "name"),
        ("/homes/?sort=free", "none", "name"),
    ],
)
def test_a_heading_says_the_order_and_links_to_the_next_from_the_first_page(
    address: str, direction: str, next_sort: str
) -> None:
    html = render("{% sort_header 'name' 'Home' default='name' %}", address)
    assert f'aria-sort="{direction}"' in html
    assert f'href="/homes/?sort={next_sort}"' in html


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    html = str(HomeForm({"kind": "a", "seen": "on"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext">As people say it.' in html
    assert '<ul class="ds-validation-message" id="id_name_error">' in html


def test_choices_are_a_group_with_a_legend() -> None:
    html = render("{{ form.kind.as_field_group }}", form=HomeForm())
    assert "<fieldset" in html
    assert "<legend>Kind" in html
    assert html.count('type="radio"') == 2


def test_the_error_summary_links_to_each_wrong_field() -> None:
    html = render("{% include 'components/error_summary.html' %}", form=HomeForm({"free_from": "yesterday"}))
    for target in ("id_name", "id_kind_0", "id_free_from", "id_seen"):
        assert f'href="#{target}"' in html
    assert "data-focus-on-load" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert "ds-error-summary" not in render("{% include 'components/error_summary.html' %}", form=HomeForm())


def test_nothing_typed_is_lost() -> None:
    html = str(HomeForm({"name": "Fjellheim", "kind": "b", "free_from": "2026-05-17"}))
    assert 'value="Fjellheim"' in html
    assert 'value="2026-05-17"' in html
    assert 'value="b"' in html
    assert "checked" in html


def test_what_must_be_filled_in_is_explained_once() -> None:
    html = render("{% include 'components/required_note.html' %}", form=HomeForm())
    assert html.count("must be filled in") == 1


def test_a_form_that_asks_for_nothing_explains_nothing() -> None:
    assert "must be filled in" not in render("{% include 'components/required_note.html' %}", form=forms.Form())
