"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from learning.people import data_views, views

app_name = "people"

urlpatterns = [
    path("my-account/", views.account, name="account"),
    path("finished/", views.leave, name="leave"),
    path("my-data/", data_views.data, name="data"),
    path("my-data/file.json", data_views.data_json, name="data_json"),
    path("my-data/file.pdf", data_views.data_pdf, name="data_pdf"),
    path("my-data/name/", data_views.name, name="data_name"),
    path("my-data/erase/", data_views.erase, name="data_erase"),
    path("my-data/keep/", data_views.keep, name="data_keep"),
]
