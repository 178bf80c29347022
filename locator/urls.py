from __future__ import annotations

from django.urls import path

from locator import correction_views, views

app_name = "locator"
urlpatterns = [
    path("", views.search, name="search"),
    path("map.json", views.marks, name="marks"),
    path("<int:pk>/", views.place, name="place"),
    path("<int:pk>/correct/", correction_views.correct, name="correct"),
    path("<int:pk>/slip.pdf", views.slip_pdf, name="slip"),
    path("<int:pk>/opening.ics", views.opening_ics, name="opening"),
    path("<int:pk>/by-phone/", views.call, name="call"),
    path("<int:pk>/letter/", views.letter, name="letter"),
]
