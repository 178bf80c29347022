"""Addresses of a person's own pages."""

from __future__ import annotations

from django.urls import path

from learning.people import views

app_name = "people"

urlpatterns = [
    path("my-account/", views.account, name="account"),
    path("finished/", views.leave, name="leave"),
]
