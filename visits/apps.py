from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = _("Visits")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fosterhomes.models import Run
        from fosterhomes.runs import Solver, register
        from fosterhomes.tables.columns import register as register_kind

        from . import planning, tables

        solver = Solver(core="visits.serve:solve_json", freeze=planning.freeze, keep=planning.keep, keeps_best=True)
        register(Run.Kind.YEAR_PLAN, solver)
        register_kind(tables.VISITS)
