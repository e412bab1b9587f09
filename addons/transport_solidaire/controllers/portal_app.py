# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.http import request, route
from odoo.tools import file_open

from .portal import TsPortal

SCOPE = '/my/ts'
COLOR = '#1b5e4b'
ICONS = '/transport_solidaire/static/img'


class TsPortalApp(TsPortal):
    """What makes the pages an application on the telephone: manifest, service worker, page without network.

    Nothing here is about anybody: no account is needed.
    """

    @route('/my/ts/manifest.webmanifest', type='http', auth='public', methods=['GET'], readonly=True)
    def manifest(self):
        """Return how the application is called and looks on the telephone's screen."""
        return request.make_json_response({
            'name': request.env._("My outings"), 'short_name': request.env._("My outings"),
            'id': SCOPE, 'start_url': SCOPE, 'scope': SCOPE, 'display': 'standalone',
            'lang': (request.env.lang or 'fr_FR').replace('_', '-'),
            'background_color': '#ffffff', 'theme_color': COLOR,
            'icons': [
                {'src': f'{ICONS}/portal-{size}.png', 'sizes': f'{size}x{size}', 'type': 'image/png',
                 'purpose': 'any maskable'} for size in (192, 512)
            ] + [{'src': f'{ICONS}/portal.svg', 'sizes': 'any', 'type': 'image/svg+xml'}],
        }, {'Content-Type': 'application/manifest+json'})

    @route('/my/ts/service-worker.js', type='http', auth='public', methods=['GET'], readonly=True)
    def service_worker(self):
        """Return the service worker, which may look after these pages and no others."""
        with file_open('transport_solidaire/static/src/portal/service_worker.js') as file:
            body = file.read()
        return request.make_response(body, [
            ('Content-Type', 'text/javascript'), ('Service-Worker-Allowed', SCOPE),
            ('Cache-Control', 'no-cache'), ('X-Content-Type-Options', 'nosniff')])

    @route('/my/ts/offline', type='http', auth='public', methods=['GET'], readonly=True)
    def offline(self):
        """Say that there is no network; kept on the telephone, so it shows nobody's data."""
        return self._render('ts_portal_offline')
