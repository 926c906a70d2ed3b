from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "visits"
    verbose_name = _("Visits")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fosterhomes.lists_out import register as register_list
        from fosterhomes.models import Run
        from fosterhomes.runs import Solver, register
        from fosterhomes.tables.columns import register as register_kind

        from . import lists_out, tables
        from .plans import planning

        solver = Solver(
            core="visits.plans.serve:solve_json", freeze=planning.freeze, keep=planning.keep, keeps_best=True
        )
        register(Run.Kind.YEAR_PLAN, solver)
        register_kind(tables.VISITS)
        register_list(lists_out.DUE, lists_out.VISITS, lists_out.DATES, lists_out.REPORTS, lists_out.GUIDANCE)
