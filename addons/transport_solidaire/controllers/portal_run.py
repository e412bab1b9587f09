# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools.mimetypes import guess_mimetype

from .portal import TsPortal

# Photos of tickets: what a telephone makes, and nothing that a browser would run.
RECEIPT_TYPES = {'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'application/pdf': 'pdf'}
MAX_RECEIPT_BYTES = 10 * 1024 * 1024


class TsPortalRun(TsPortal):
    """A volunteer's outings: whom he drives, when, where; leaving, back, kilometres, tolls."""

    def _run(self, run_id):
        return self._one('ts.run', run_id, [
            ('volunteer_id', 'in', self._own_volunteers().ids), ('state', '!=', 'cancelled')])

    def _show(self, run, error=None, form=None):
        return self._render('ts_portal_run', page='today', run=run._get_portal_values()[0], error=error,
                            form=form or {}, key=self._new_key())

    @route('/my/ts', type='http', auth='user', methods=['GET'])
    def today(self, **kw):
        """Show the outings of today and those to come, and where everything else is."""
        volunteers, people = self._volunteers(), self._people()
        if not volunteers and not people:
            return self._render('ts_portal_nobody', page='today')
        if not volunteers:
            return request.redirect('/my/ts/rides')
        runs = volunteers.env['ts.run']
        today = self._today(volunteers)
        runs = runs.search(runs._get_portal_domain(volunteers, today), order='start_at, id')
        return self._render(
            'ts_portal_today', page='today', runs=runs._get_portal_values(), name=volunteers[0].name,
            many=len(volunteers) > 1, question_count=len(volunteers._get_open_questions()),
            is_carried=bool(people))

    @route('/my/ts/runs/<int:run_id>', type='http', auth='user', methods=['GET'])
    def run(self, run_id, **kw):
        """Show one outing: stops in order, telephone, map, kilometres, tolls."""
        return self._show(self._run(run_id))

    @route('/my/ts/runs/<int:run_id>/confirm', type='http', auth='user', methods=['POST'])
    def confirm(self, run_id, **kw):
        """He says yes to an outing that the desk has planned for him."""
        run = self._run(run_id)
        return self._submit(lambda: run.action_confirm(), f'/my/ts/runs/{run_id}?m=confirmed',
                            lambda error: self._show(run, error))

    @route('/my/ts/runs/<int:run_id>/start', type='http', auth='user', methods=['POST'])
    def start(self, run_id, odometer=None, **kw):
        """He leaves home now."""
        run = self._run(run_id)
        return self._submit(
            lambda: run._start(int(self._get_number(odometer, request.env._("Odometer")))),
            f'/my/ts/runs/{run_id}?m=started', lambda error: self._show(run, error))

    @route('/my/ts/runs/<int:run_id>/finish', type='http', auth='user', methods=['POST'])
    def finish(self, run_id, km=None, odometer_start=None, odometer_end=None, **kw):
        """He is back: kilometres, and who was absent; again to correct."""
        run = self._run(run_id)
        absent = {self._get_id(value) for value in request.httprequest.form.getlist('absent')}

        def work():
            run._finish(
                self._get_number(km, request.env._("Kilometres")),
                int(self._get_number(odometer_start, request.env._("Odometer"))),
                int(self._get_number(odometer_end, request.env._("Odometer"))),
                run.ride_ids.filtered(lambda ride: ride.id in absent))

        return self._submit(work, f'/my/ts/runs/{run_id}?m=finished', lambda error: self._show(
            run, error, {'km': km, 'odometer_start': odometer_start, 'odometer_end': odometer_end}))

    @route('/my/ts/runs/<int:run_id>/costs', type='http', auth='user', methods=['POST'])
    def add_cost(self, run_id, kind=None, amount=None, key=None, receipt=None, **kw):
        """He notes a toll or a parking ticket, with a photo if he has one."""
        run = self._run(run_id)

        def work():
            kinds = dict(run.cost_ids._fields['kind'].selection)
            price = round(self._get_number(amount, request.env._("Amount")), 2)
            if kind not in kinds or not key or not 0 < price <= 1000:
                raise UserError(request.env._("Type what you paid, such as 3,20."))
            data, name = self._read_receipt(receipt)
            run._add_cost(kind, price, key[:40], data, name)

        return self._submit(work, f'/my/ts/runs/{run_id}?m=cost',
                            lambda error: self._show(run, error, {'kind': kind, 'amount': amount}))

    def _read_receipt(self, receipt):
        """Return a photo and its name, after a look at what it really is; nothing when there is none."""
        if not receipt or not getattr(receipt, 'filename', ''):
            return False, False
        content = receipt.read(MAX_RECEIPT_BYTES + 1)
        if len(content) > MAX_RECEIPT_BYTES:
            raise UserError(request.env._("This file is too big: 10 MB at most."))
        kind = RECEIPT_TYPES.get(guess_mimetype(content, default='?'))
        if not kind:
            raise UserError(request.env._("Only a photo (JPEG, PNG, WebP) or a PDF can be sent."))
        return base64.b64encode(content), f"ticket.{kind}"

    @route('/my/ts/runs/<int:run_id>/costs/<int:cost_id>/remove', type='http', auth='user', methods=['POST'])
    def remove_cost(self, run_id, cost_id, **kw):
        """He takes a cost back, as long as no statement has it."""
        run = self._run(run_id)
        cost = self._one('ts.run.cost', cost_id, [('run_id', '=', run.id)])

        def work():
            run._check_drivable()
            cost.unlink()

        return self._submit(work, f'/my/ts/runs/{run_id}?m=removed', lambda error: self._show(run, error))
