from __future__ import annotations

from django.urls import path

from locator.coverage import views

app_name = "access"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("departments.csv", views.departments_csv, name="departments_csv"),
    path("<str:code>/", views.department, name="department"),
    path("<str:code>/communes.csv", views.communes_csv, name="communes_csv"),
]
