"""Static files: hashed names, compressed, far-future caching, also for imports between ES modules."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    # Our scripts import each other as ES modules: without this the imported names would stay without hash.
    support_js_module_import_aggregation = True
