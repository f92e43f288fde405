"""`manage.py migrate`: by the owner, the only login that may change tables."""

from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
