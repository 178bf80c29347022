from __future__ import annotations

from django.urls import path

from locator import correction_views, views

app_name = "locator"
urlpatterns = [
    path("", views.search, name="search"),
    path("map.json", views.marks, name="marks"),
    path("<int:pk>/", views.place, name="place"),
    path("<int:pk>/correct/", correction_views.correct, name="correct"),
]
