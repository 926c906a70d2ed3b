"""Log-in and account: open where people need them, closed elsewhere, in our words and our look."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from fosterhomes.models import User
from fosterhomes.project.accounts import WORDS
from tests.cast import Cast

PASSWORD = "ein lang setning om sauer"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(cast: Cast) -> User:
    cast.caseworker.set_password(PASSWORD)
    cast.caseworker.save()
    return cast.caseworker


def log_in(person: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/account/login/", {"login": person.email, "password": password})
    return client


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_log_in_and_out(person: User) -> None:
    client = log_in(person)
    assert is_logged_in(client)
    assert client.post("/account/logout/").headers["Location"] == "/account/login/"
    assert not is_logged_in(client)


def test_a_wrong_password_is_told_and_the_address_kept(person: User) -> None:
    page = Client().post("/account/login/", {"login": person.email, "password": "wrong"}).content.decode()
    assert "ds-error-summary" in page
    assert f'value="{person.email}"' in page


def test_looking_at_the_log_out_page_logs_nobody_out(person: User) -> None:
    client = log_in(person)
    assert client.get("/account/logout/").status_code == 200
    assert is_logged_in(client)


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/account/password/reset/sent/"])
def test_pages_before_log_in_look_like_the_rest(address: str) -> None:
    page = Client().get(address).content.decode()
    assert '<main class="page' in page
    assert "ds-button" in page
    assert 'id="site-nav"' not in page


@pytest.mark.parametrize("address", ["/account/password/", "/account/two-step/", "/account/logout/"])
def test_pages_of_the_own_account_look_like_the_rest(person: User, address: str) -> None:
    page = log_in(person).get(address).content.decode()
    assert '<main class="page' in page
    assert 'id="site-nav"' in page


@pytest.mark.parametrize("address", ["/account/password/", "/account/two-step/", "/account/two-step/codes/"])
def test_the_own_account_asks_for_log_in(address: str) -> None:
    assert Client().get(address).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "address", ["sign-up", "e-mail", "password/set", "signup", "email", "3rdparty", "2fa/webauthn"]
)
def test_addresses_that_nobody_uses_do_not_exist(person: User, address: str) -> None:
    assert log_in(person).get(f"/account/{address}/").status_code == 404


def test_who_logs_in_without_a_password_is_offered_no_change_of_it(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.leader, backend="django.contrib.auth.backends.ModelBackend")
    assert 'href="/account/password/"' not in client.get("/").content.decode()


def test_changing_the_password(person: User) -> None:
    new = "ein annan setning om kyr"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert log_in(person).post("/account/password/", data).headers["Location"] == "/"
    assert is_logged_in(log_in(person, new))
    assert not is_logged_in(log_in(person))


def test_a_forgotten_password_is_replaced_through_a_link(person: User) -> None:
    client = Client()
    client.post("/account/password/reset/", {"email": person.email})
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link
    page = client.get(link[1], follow=True)
    new = "ein annan setning om kyr"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert is_logged_in(log_in(person, new))


def test_a_link_that_is_used_up_says_so(person: User) -> None:
    assert "/account/password/reset/" in Client().get("/account/password/reset/1-set-password/").content.decode()


def test_an_unknown_address_gets_no_mail_and_the_same_answer(person: User) -> None:
    known, unknown = (
        Client().post("/account/password/reset/", {"email": email}) for email in (person.email, "nobody@example.no")
    )
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [message.to for message in mail.outbox] == [[person.email]]


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_two_steps_from_setting_up_to_logging_in(person: User) -> None:
    client = log_in(person)
    confirm = client.get("/account/two-step/app/").headers["Location"]
    client.post(confirm, {"password": PASSWORD})
    secret = re.search(r'<code class="secret">(\w+)</code>', client.get("/account/two-step/app/").content.decode())
    assert secret
    client.post("/account/two-step/app/", {"code": code_for(secret[1])})
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    codes = re.findall(r"<li><code>(\w+)</code>", client.get("/account/two-step/codes/").content.decode())
    assert len(codes) == 10
    again = log_in(person)
    assert not is_logged_in(again)
    assert "one-time-code" in again.get("/account/two-step/log-in/").content.decode()
    again.post("/account/two-step/log-in/", {"code": codes[0]})
    assert is_logged_in(again)


def test_words_that_we_borrow_are_still_the_libraries_words() -> None:
    """A sentence that a newer allauth or Django says otherwise would be shown untranslated."""
    folders = [Path(str(files("allauth"))), Path(str(files("django.contrib.auth")))]
    said = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    said = re.sub(r"\"\s+\"", "", said)
    sentences = [getattr(word, "_kw", {}).get("singular") or getattr(word, "_args", (str(word),))[0] for word in WORDS]
    assert [sentence for sentence in sentences if sentence not in said] == []


def test_whose_session_has_ended_is_told_why_the_log_in_page_came_and_gets_the_page_asked_for(person: User) -> None:
    client = Client(headers={"accept-language": "en"})
    page = client.get("/account/login/?next=/due/").content.decode()
    assert "logged out after a while" in page
    assert "logged out after a while" not in client.get("/account/login/?next=/").content.decode()
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": "/due/"})
    assert answer.headers["Location"] == "/due/"
