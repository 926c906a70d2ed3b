"""The composition root: every app's addresses, and nothing else."""

from django.urls import include, path
from django.views.i18n import set_language

from ..access import public
from .demo_login import demo_login

urlpatterns = [
    path("", include("fosterhomes.urls")),
    path("", include("matching.urls")),
    path("", include("visits.urls")),
    path("language/", public(set_language), name="set_language"),
    path("demo/<int:user_id>/", demo_login, name="demo_login"),
    path("account/", include("fosterhomes.project.account_urls")),
]
