"""The addresses of log-in and account that are open, each with its access decision; allauth's others do not exist here.

People are registered by their service: no sign-up, no change of the e-mail address that identifies them.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import timezone

from ..access import View, public
from .demo_login import demo_neighbours, demo_people


class LoginView(account.LoginView):
    """The log-in page; in the demo it offers the demo's people, one click each."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        demo = {"demo_people": demo_people(today), "demo_neighbours": demo_neighbours(today)}
        return super().get_context_data(**kwargs) | demo


def own_account(view: View) -> View:
    """Say that everybody who is logged in opens this for their own account; allauth itself asks for the log-in."""
    view.access_decision = ("own account",)  # type: ignore[attr-defined]
    return view


@public
def closed(request: HttpRequest) -> HttpResponse:
    """An address that allauth names, and that nobody has use of here."""
    raise Http404


urlpatterns = [
    path("login/", public(LoginView.as_view()), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("confirm/", own_account(account.reauthenticate), name="account_reauthenticate"),
    path("password/", own_account(account.password_change), name="account_change_password"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/sent/", public(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("two-step/", own_account(mfa.index), name="mfa_index"),
    path("two-step/log-in/", public(mfa.authenticate), name="mfa_authenticate"),
    path("two-step/confirm/", own_account(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("two-step/app/", own_account(totp.activate_totp), name="mfa_activate_totp"),
    path("two-step/app/stop/", own_account(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("two-step/codes/", own_account(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("two-step/codes/new/", own_account(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("two-step/codes/file/", own_account(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("sign-up/", closed, name="account_signup"),
    path("e-mail/", closed, name="account_email"),
    path("password/set/", closed, name="account_set_password"),
]
