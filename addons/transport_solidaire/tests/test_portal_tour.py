# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A volunteer's evening on a telephone 390 pixels wide, in French, and the application without network.

The pages carry no library, so the test drives them itself: each page is opened in a frame as large as the
screen, its real forms are sent by tapping their buttons. The clock is the real one.
"""
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

# Opens pages in a frame, taps what is named, and refuses a page wider than the screen or too small to tap.
PHONE = """
(async () => {
    const frame = document.createElement("iframe");
    frame.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh;border:0;max-width:none";
    document.body.replaceChildren(frame);
    const fail = (text) => { throw new Error(text); };
    const page = () => frame.contentDocument;
    const check = () => {
        if (frame.clientWidth !== 390) { fail(`the screen is ${frame.clientWidth} pixels wide`); }
        const root = page().documentElement;
        if (root.scrollWidth > 390) { fail(`${page().title}: ${root.scrollWidth} pixels wide`); }
        for (const button of page().querySelectorAll("button, .btn")) {
            const height = button.getBoundingClientRect().height;
            if (height && height < 44) { fail(`${page().title}: ${button.textContent} is ${height} high`); }
        }
        if (parseFloat(getComputedStyle(page().body).fontSize) < 18) { fail("the type is too small"); }
    };
    const loaded = (act) => new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error("no page after a tap")), 15000);
        frame.onload = () => { clearTimeout(late); resolve(); };
        act();
    }).then(check);
    const open = (url) => loaded(() => { frame.src = url; });
    const find = (selector, text) => [...page().querySelectorAll(selector)].find(
        (node) => !text || node.textContent.replace(/\\s+/g, " ").includes(text));
    const tap = (selector, text) => {
        const node = find(selector, text) || fail(`${page().title}: no ${selector} ${text || ""}`);
        return loaded(() => node.click());
    };
    const type = (name, value) => { find(`[name="${name}"]`).value = value; };
    const see = (text) => find("main", text) || fail(`no “${text}” on ${page().body.innerText}`);
    %s
    console.log("test successful");
})().catch((error) => console.error(error.message));
"""


@tagged('post_install', '-at_install')
class TestPortalTour(HttpCase):
    """What is tapped in the evening, checked on what it has written."""

    browser_size = '390x844'
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('fr_FR')
        cls.env['ir.module.module']._load_module_terms(['transport_solidaire'], ['fr_FR'], overwrite=True)
        cls.company = cls.env['res.company'].create({
            'name': "Rides of the Evening", 'currency_id': cls.env.ref('base.EUR').id, 'phone': "02 40 00 00 00"})
        cls.company.partner_id.tz = 'Europe/Paris'
        coordinator = new_test_user(
            cls.env, 'ts_evening_desk', groups='transport_solidaire.group_ts_user', lang='fr_FR',
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
        cls.env = cls.env(user=coordinator.id, context={
            **cls.env.context, 'allowed_company_ids': cls.company.ids, 'lang': 'fr_FR'})
        cls.volunteer = cls.env['ts.volunteer'].create(
            {'partner_id': cls._partner("Solène Conductrice", 47.1).id, 'state': 'active'})
        cls.env['ts.volunteer.vehicle'].create({'volunteer_id': cls.volunteer.id, 'name': "Blue Car"})
        cls.person = cls.env['ts.beneficiary'].create({
            'partner_id': cls._partner("Zoé Voyageuse-Longuement-Nommée", 47.2).id, 'door_note': "Code 12B"})
        cls.place = cls.env['ts.place'].create(
            {'name': "Pharmacie du Centre", 'latitude': 47.4, 'longitude': -1.5})
        for login, partner in (('ts_evening_driver', cls.volunteer.partner_id),
                               ('ts_evening_carried', cls.person.partner_id)):
            new_test_user(
                coordinator.env['res.users'].sudo().env, login, groups='base.group_portal', lang='fr_FR',
                tz='Europe/Paris', partner_id=partner.id, name=partner.name, company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)])
        cls.today = cls.company._to_local(fields.Datetime.now()).date()

    @classmethod
    def _partner(cls, name, latitude):
        return cls.env['res.partner'].create({
            'name': name, 'partner_latitude': latitude, 'partner_longitude': -1.5, 'phone': "02 40 11 22 33"})

    def _ride(self, days, hour):
        return self.env['ts.ride'].create({
            'beneficiary_id': self.person.id, 'dropoff_place_id': self.place.id,
            'pickup_at': self.company._to_utc(self.today + timedelta(days=days), hour)})

    def _phone(self, login, steps):
        self.browser_js('/my/ts/offline', PHONE.replace("%s", steps), login=login, timeout=90)
        self.env.invalidate_all()

    def test_a_volunteers_evening(self):
        ride = self._ride(0, 10)
        run = ride._assign(self.volunteer)
        ride.action_confirm()
        asked = self._ride(5, 14)
        self.env['ts.proposal'].create({'ride_id': asked.id, 'volunteer_id': self.volunteer.id})
        self._phone('ts_evening_driver', """
            await open("/my/ts");
            see("Zoé Voyageuse"); see("Code 12B"); see("Aujourd");
            find('a[href="tel:0240112233"]') || fail("no telephone link");
            await tap("button", "Je pars");
            see("Bonne route");
            type("km", "48,5");
            await tap("form#back button", "Je suis rentré");
            see("Merci pour cette sortie");
            type("amount", "3,20");
            await tap("button", "Ajouter ce frais");
            see("3,20");
            await tap("nav a", "Questions");
            find("main", "Zoé") && fail("a name before the yes");
            await tap("button", "Oui, je conduis");
            await tap("nav a", "Quand je peux");
            type("weekday", "3");
            await tap("button", "Ajouter ces heures");
            see("Jeudi");
            type("date_from", "%s");
            await tap("button", "Je suis absent");
            await tap("nav a", "Plus");
            await tap("a", "états de frais");
            await open("/my/ts/papers");
            await open("/my/ts/calendar");
            await tap("button", "nouvelle adresse");
        """ % (self.today + timedelta(days=20)))
        self.assertEqual((run.state, run.km_actual, run.cost_total), ('done', 48.5, 3.2))
        self.assertTrue(run.started_at and run.ended_at)
        self.assertEqual((asked.state, asked.volunteer_id), ('confirmed', self.volunteer))
        self.assertEqual(self.volunteer.availability_ids.weekday, '3')
        self.assertEqual(self.volunteer.absence_ids.date_from, self.today + timedelta(days=20))
        self.assertTrue(self.volunteer.sudo().calendar_token)  # sudo: the desk may not read it

    def test_a_beneficiary_asks_and_cancels(self):
        self._ride(-8, 10)
        self._phone('ts_evening_carried', """
            await open("/my/ts");
            await tap("a", "Demander un trajet");
            find('[name="place_id"]').selectedIndex = 1;
            type("date", "%s"); type("hour", "10:00");
            await tap("button", "Envoyer ma demande");
            see("Pharmacie du Centre");
            find("summary").click();
            await tap("button", "Oui, annuler");
            see("annulé");
        """ % (self.today + timedelta(days=9)))
        rides = self.person.ride_ids.filtered('asked_online')
        self.assertEqual(rides.mapped('state'), ['cancelled', 'cancelled'])

    def test_it_installs_and_says_when_there_is_no_network(self):
        self._phone('ts_evening_driver', """
            await open("/my/ts");
            const worker = await navigator.serviceWorker.ready;
            new URL(worker.scope).pathname === "/my/ts" || fail(`scope ${worker.scope}`);
            const kept = await (await caches.open("ts-portal-1")).keys();
            const paths = kept.map((request) => new URL(request.url).pathname).sort().join(" ");
            paths === "/my/ts/offline /transport_solidaire/static/src/portal/portal.css" || fail(`kept: ${paths}`);
            const manifest = await (await fetch("/my/ts/manifest.webmanifest")).json();
            manifest.scope === "/my/ts" && manifest.start_url === "/my/ts" || fail("scope of the manifest");
            for (const icon of manifest.icons) {
                const image = new Image();
                image.src = icon.src;
                await image.decode();
                icon.sizes === "any" || icon.sizes === `${image.naturalWidth}x${image.naturalHeight}` || fail(icon.src);
            }
            const offline = await (await caches.match("/my/ts/offline")).text();
            offline.includes("Pas de réseau") || fail("no page for no network");
            offline.includes("Solène") && fail("somebody's name is kept on the telephone");
        """)

    def test_the_service_worker_looks_after_its_pages_only(self):
        response = self.url_open('/my/ts/service-worker.js')
        self.assertEqual(response.headers['Service-Worker-Allowed'], '/my/ts')
        self.assertTrue(response.headers['Content-Type'].startswith('text/javascript'))
        response = self.url_open('/my/ts/manifest.webmanifest')
        self.assertEqual(response.headers['Content-Type'], 'application/manifest+json')
        self.assertEqual(response.json()['scope'], '/my/ts')
