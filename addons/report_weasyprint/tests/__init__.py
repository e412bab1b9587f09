# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import (
    test_addresses,
    test_cache,
    test_document,
    test_documents,
    test_engine,
    test_fetcher,
    test_geometry,
    test_http,
    test_layout,
    test_merge,
)
