"""Addresses of a learner's own groups, under /my-groups/."""

from __future__ import annotations

from django.urls import path

from learning.classes import data_views

app_name = "groups"

urlpatterns = [
    path("<uuid:pk>/sharing/", data_views.sharing, name="sharing"),
]
