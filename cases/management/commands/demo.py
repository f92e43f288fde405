"""`manage.py demo`: prepare, play the demonstration office, report, serve. A second run loses nothing."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone, translation

from cases.demonstration import office, report, territory
from cases.demonstration.play import Played, play
from cases.exports import audit_file
from cases.models import CaseFile
from cases.partners.selectors import shares_for
from cases.services.exports import export_case_file
from nps import supervise
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent
from nps.journal import sealing

SPECIMENS = ("retired_tenant", "lone_parent")


def _static_state() -> str:
    """Changes whenever a file served as it is may have changed: ours, the fonts, or a locked package."""
    folders = (Path(settings.ROOT) / "nps" / "ui" / "static", Path(settings.FONT_DIR))
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    seen = [f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    locked = (Path(settings.ROOT) / "requirements.txt").read_bytes()
    return hashlib.sha256("\n".join(seen).encode() + locked).hexdigest()


class Command(BaseCommand):
    help = "The whole product on two invented households, then the site. SERVE=0 stops after the report."

    def handle(self, *args, **options):
        if not getattr(settings, "DEMONSTRATION", False):
            raise CommandError("The demonstration runs with the development settings only. Nothing was done.")
        port = int(os.environ.get("PORT", "8000"))
        serve = os.environ.get("SERVE", "1") != "0"
        if serve:
            try:
                supervise.require_free(port)
            except supervise.PortTaken as taken:
                raise CommandError(str(taken)) from taken
        self._step("Base de données", self._migrate)
        self._step("Pages et polices", self._static)
        with translation.override("fr"):
            self._play()
        self.stdout.write(self._sign_ins(port))
        if serve:
            raise SystemExit(
                supervise.serve(port=port, announce=f"Le site est ouvert : http://localhost:{port}")
            )

    def _step(self, what: str, act: Callable[[], object]) -> None:
        self.stdout.write(f"{what}…")
        self.stdout.flush()
        act()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connections["owner"])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)

    def _static(self) -> None:
        if not (settings.FONT_DIR / "inter.css").exists():
            call_command("prepare_static", verbosity=0)
        stamp, now = Path(settings.STATIC_ROOT) / ".stamp", _static_state()
        if not stamp.exists() or stamp.read_text() != now:
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(now)

    def _play(self) -> None:
        kept = Path(settings.VAR) / "demonstration.txt"
        with acting("system"):
            played_before = CaseFile.objects.exists()
        if not (played_before and kept.exists()):
            self.stdout.write("Deux foyers inventés passent par les vrais services (une minute environ)…")
            self.stdout.flush()
            kept.write_text("\n".join(report.lines(self._households())) + "\n", encoding="utf-8")
        self.stdout.write(kept.read_text(encoding="utf-8"))

    def _households(self) -> list[Played]:
        """All households or none: killed in the middle, nothing half-played is left."""
        with acting("system"):
            if CaseFile.objects.exists():
                cases = [
                    (case, Played(case.reference, case.reference)) for case in CaseFile.objects.order_by("pk")
                ]
                agents = office.open_office()
            else:
                agents = office.open_office()
                cases = [play(agents, specimen, timezone.localdate()) for specimen in SPECIMENS]
        territory.draw(agents["administrator"], timezone.localdate())
        with acting("system"):
            sealing.seal()
        for case, played in cases:
            self._watch(case, played, agents)
            self._export(case, played, agents["supervisor"])
        return [played for _case, played in cases]

    def _watch(self, case: CaseFile, played: Played, agents: dict[str, Agent]) -> None:
        for key, agent in (("partner_sees", agents["partner"]), ("outsider_sees", agents["other_partner"])):
            with acting(*actor_of(agent)):
                setattr(played, key, shares_for(agent).filter(case_id=case.pk).count())

    def _export(self, case: CaseFile, played: Played, supervisor: Agent) -> None:
        with acting("system"):
            path = export_case_file(actor=None, case=case)
        played.export = str(path)
        with acting("system"):
            played.verified = audit_file.check(path.read_bytes(), journal=audit_file.had_root)["valid"]

    def _sign_ins(self, port: int) -> str:
        rows = [
            f"  {agent['email']:<38} {agent['full_name']}, {agent['role']}"
            for agent in office.read("office")["agents"]
        ]
        return "\n".join(
            [
                f"Connexions de démonstration (http://localhost:{port}), mot de passe : {office.password()}",
                *rows,
            ]
        )
