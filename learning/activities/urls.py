from __future__ import annotations

from django.urls import path

from learning.activities import views

app_name = "activities"
urlpatterns = [
    path("practice/", views.index, name="index"),
    path("practice/<slug:key>/", views.practice, name="practice"),
    path("practice/<slug:key>/<slug:screen>/", views.screen, name="screen"),
    # The ids of actions have no underscore: this address is none of theirs.
    path("practice/<slug:key>/<slug:screen>/_typed/", views.type_text, name="type"),
    path("practice/<slug:key>/<slug:screen>/<slug:action>/", views.screen, name="action"),
]
