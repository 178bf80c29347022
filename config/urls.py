"""Addresses: learners and citizens under /fr/ and /en/, the editors' office under /cms/."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from config import views
from learning.progress import offline_views
from locator.api import api

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("worker.js", offline_views.worker, name="worker"),
    re_path(r"^media/(?P<path>(?:images|original_images)/[\w.\-]+)$", views.media, name="media"),
    # Wagtail's own sign-in and reset answer even when another address is set: nobody passes round ours.
    path("cms/login/", views.to_sign_in, name="cms_login"),
    re_path(r"^cms/password_reset(?:/.*)?$", views.to_sign_in, name="cms_password_reset"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v1/", api.urls),
]

urlpatterns += i18n_patterns(
    path("account/", include("learning.people.account_urls")),
    # Django's own sign-in, which Wagtail puts here for pages with restricted reading: it asks no second factor.
    path("_util/login/", views.to_sign_in, name="pages_login"),
    path("", include("accessibility.urls")),
    path("", include("learning.people.urls")),
    path("", include("learning.progress.urls")),
    path("", include("learning.courses.urls")),
    path("", include("learning.activities.urls")),
    path("teach/", include("learning.classes.urls")),
    path("my-groups/", include("learning.classes.own_urls")),
    path("", include("learning.classes.signin.urls")),
    path("", include("learning.paper.urls")),
    path("near-me/", include("locator.urls")),
    path("access/", include("locator.coverage.urls")),
    path("", include(wagtail_urls)),
)
