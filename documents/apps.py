"""The floor of the vault starts: the types follow their dated versions."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from documents import types


class DocumentsConfig(AppConfig):
    name = "documents"

    def ready(self):
        types.follow(lambda: import_string("documents.catalogue.approved")())
