"""The composition root: every app's addresses, and nothing else."""

from django.urls import include, path

from ..views.language import language
from .demo_login import demo_login

urlpatterns = [
    path("", include("fosterhomes.urls")),
    path("", include("matching.urls")),
    path("", include("visits.urls")),
    path("language/", language, name="set_language"),
    path("demo/<int:user_id>/", demo_login, name="demo_login"),
    path("account/", include("fosterhomes.project.account_urls")),
]
