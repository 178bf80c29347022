from __future__ import annotations

from django.urls import path

from accessibility import views

app_name = "accessibility"
urlpatterns = [
    path("display/", views.display, name="display"),
    path("elements/", views.elements, name="elements"),
    path("accessibility/", views.statement, name="statement"),
    path("your-data/", views.privacy, name="privacy"),
    path("legal/", views.legal, name="legal"),
    path("site-map/", views.sitemap, name="sitemap"),
]
