from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FosterhomesConfig(AppConfig):
    name = "fosterhomes"
    verbose_name = _("Register")
    default_auto_field = "django.db.models.BigAutoField"
