from __future__ import annotations

from django.urls import path

from learning.courses import views

app_name = "courses"
urlpatterns = [
    path("competences/", views.competences, name="competences"),
    path("competences.csv", views.competences_csv, name="competences_csv"),
]
