"""The floor of the vault starts: types follow their dated versions, checks are registered."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from documents import types
from documents.administrations import checks

__all__ = ["DocumentsConfig", "checks"]


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self):
        types.follow(lambda: import_string("documents.catalogue.approved")())
