from __future__ import annotations

from django.urls import path

from learning.courses import views

app_name = "courses"
urlpatterns = [path("where-to-start/", views.start, name="start")]
