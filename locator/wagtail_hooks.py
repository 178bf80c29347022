"""What the directory adds to the editors' office."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from locator.models import ServicePoint
from locator.office.viewsets import CorrectionsViewSet, DirectoryGroup, ImportViewSet, NothingIsDeleted, PairsViewSet

register_permission_policy(ServicePoint, NothingIsDeleted(ServicePoint))
register_snippet(DirectoryGroup)


@hooks.register("register_admin_viewset")
def directory_pages() -> list[ViewSet]:
    return [CorrectionsViewSet(), PairsViewSet(), ImportViewSet()]
