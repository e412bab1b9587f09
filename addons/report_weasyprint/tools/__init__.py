# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import logs  # isort: skip - first: WeasyPrint speaks as soon as it is imported
from . import document, fetcher, geometry, merge, styles
