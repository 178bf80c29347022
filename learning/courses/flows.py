"""The site's own tree: languages, home pages, the list of courses, what editors may do."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale, Page, Site

from learning.courses.identity import page_uuid
from learning.courses.models import CourseIndexPage, HomePage

HOME_TITLES = {"fr": "Accueil", "en": "Home"}
INDEX_TITLES = {"fr": ("Apprendre", "apprendre"), "en": ("Learn", "learn")}
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
FILE_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
WORD_PERMISSIONS = ("add_glossaryword", "change_glossaryword", "delete_glossaryword", "view_glossaryword")


@transaction.atomic
def ensure_site() -> dict[str, CourseIndexPage]:
    """Make what is missing of languages, home pages, lists of courses, site record and editors' permissions.

    Idempotent. Returns the list of courses of each language.
    """
    root = Page.get_first_root_node()
    if root is None:
        locale, _made = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    indexes: dict[str, CourseIndexPage] = {}
    homes: dict[str, HomePage] = {}
    for code, _name in settings.LANGUAGES:
        locale, _made = Locale.objects.get_or_create(language_code=code)
        homes[code] = home = _home(root, locale, code)
        indexes[code] = _index(home, locale, code)
    _site(homes[settings.LANGUAGE_CODE])
    _let_editors_work(list(homes.values()))
    return indexes


def _home(root: Page, locale: Locale, code: str) -> HomePage:
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        home = HomePage(
            title=HOME_TITLES[code],
            slug=f"home-{code}",
            locale=locale,
            key="home",
            translation_key=page_uuid("home"),
        )
        root.refresh_from_db()
        root.add_child(instance=home)
    return home


def _index(home: HomePage, locale: Locale, code: str) -> CourseIndexPage:
    index = CourseIndexPage.objects.child_of(home).first()
    if index is None:
        title, slug = INDEX_TITLES[code]
        index = CourseIndexPage(title=title, slug=slug, locale=locale, key="courses", translation_key=page_uuid("courses"))
        home.refresh_from_db()
        home.add_child(instance=index)
    return index


def _site(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="Passerelle")
    elif site.root_page_id != home.pk:
        old = site.root_page
        site.root_page = home
        site.site_name = "Passerelle"
        site.save()
        # Wagtail's own welcome page: it answers nowhere any more.
        if old.specific_class is Page and not old.is_root() and not old.get_children().exists():
            old.delete()


def _let_editors_work(homes: list[HomePage]) -> None:
    group, _made = Group.objects.get_or_create(name="editor")
    group.permissions.add(*Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin"))
    group.permissions.add(*Permission.objects.filter(codename__in=WORD_PERMISSIONS, content_type__app_label="courses"))
    for permission in Permission.objects.filter(codename__in=PAGE_PERMISSIONS, content_type__app_label="wagtailcore"):
        for home in homes:
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
    files = Collection.get_first_root_node()
    if files is None:
        files = Collection.add_root(name="Root")
    allowed = Permission.objects.filter(
        codename__in=FILE_PERMISSIONS, content_type__app_label__in=("wagtailimages", "wagtaildocs")
    )
    for permission in allowed:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=files, permission=permission)
