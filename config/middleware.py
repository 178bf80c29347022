"""Languages in addresses, for the pages that have them."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

WITHOUT_LANGUAGE = ("/api/",)


class LanguageMiddleware(LocaleMiddleware):
    """Django's, which sends an address without a language that is not found to the one with it.

    An address of the open data that is not found is not found: a program cannot read a page.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave the answers of the open data as they are."""
        if request.path_info.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)
