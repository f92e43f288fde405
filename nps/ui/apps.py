"""Registers the pages' look as a Django app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "nps.ui"
    label = "ui"
