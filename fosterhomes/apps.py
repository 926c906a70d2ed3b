from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class FosterhomesConfig(AppConfig):
    name = "fosterhomes"
    verbose_name = _("Register")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .constraints import lay_rules, lift_rules

        pre_migrate.connect(lift_rules, sender=self, dispatch_uid="lift_rules")
        post_migrate.connect(lay_rules, sender=self, dispatch_uid="lay_rules")

        from . import lists_out
        from .tables import children, homes, kin, members, placements, siblings, supervisors, waits
        from .tables.columns import register

        for kind in (
            homes.HOMES, children.CHILDREN, placements.PLACEMENTS, kin.KIN, supervisors.SUPERVISORS,
            supervisors.APPOINTMENTS, members.MEMBERS, waits.WAITS, siblings.SIBLINGS,
        ):  # fmt: skip
            register(kind)
        lists_out.register(lists_out.HOMES, lists_out.CHILDREN, lists_out.SUPERVISORS)
