from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fosterhomes import chapters as papers
        from fosterhomes.lists_out import register as register_list
        from fosterhomes.models import Run
        from fosterhomes.runs import Solver, register

        from . import chapters, invented, lists_out, proposals, relief_proposals

        solver = Solver(core="matching.serve:solve_json", freeze=proposals.freeze, keep=proposals.keep)
        register(Run.Kind.MATCHING, solver)
        weekends = Solver(core="matching.serve:relief_json", freeze=relief_proposals.freeze, keep=relief_proposals.keep)
        register(Run.Kind.RELIEF, weekends)
        lacking = Solver(core="matching.serve:lacks_json", freeze=invented.freeze, keep=invented.keep)
        register(Run.Kind.RECRUITMENT, lacking)
        register_list(lists_out.WAITING)
        papers.register("choice_of_home", chapters.CHAPTER)
