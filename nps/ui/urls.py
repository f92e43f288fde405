"""Addresses of the pages that belong to the frame."""

from django.urls import path

from nps.ui import views

app_name = "ui"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help/", views.help_page, name="help"),
    path("language/", views.language, name="language"),
    path("legal/", views.legal, name="legal"),
    path("privacy/", views.privacy, name="privacy"),
    path("sitemap/", views.sitemap, name="sitemap"),
]
