# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.outcome import Outcome

# The question is over for him: whatever he answers changes nothing.
OVER = ('taken', 'stopped', 'expired', 'queued')


class TsProposal(models.Model):
    """What the volunteer himself answers, by his link, an SMS or his page: twice is once, late is kind.

    Two yes at the same moment: the rides are locked before the answer is looked at. The second one waits, starts
    again on what the first has left, and finds the rides taken.
    """

    _inherit = 'ts.proposal'

    # ---- interface ---------------------------------------------------------------------------------
    def _accept(self, source):
        """The volunteer says yes.

        :param source: ``link``, ``sms``, ``portal`` or ``phone``
        :raise UserError: when the rides are not his for all that; one kind sentence. What was noted meanwhile
            stays if the caller shows the sentence instead of letting the error go through.
        """
        outcome = self._reply_yes(source)
        if outcome.code != 'yes':
            raise UserError(outcome.message)

    def _decline(self, reason, note, source):
        """The volunteer says no.

        :param reason: a ``ts.ride.reason`` of kind declined, its id, or empty
        :raise UserError: when he has said yes before: then he cannot come after all (``_withdraw``)
        """
        outcome = self._reply_no(reason, note, source)
        if outcome.code == 'yes':
            raise UserError(self.env._("You have said yes. Say that you cannot come after all instead."))

    def _reply_yes(self, source):
        """Note a yes and give the rides; return the ``Outcome`` to show."""
        self.ensure_one()
        self._as_system()._take_yes(source)
        return self._get_outcome()

    def _reply_no(self, reason, note, source):
        """Note a no; the next in turn is asked at once. Return the ``Outcome`` to show."""
        self.ensure_one()
        self._as_system()._take_no(reason, note, source)
        return self._get_outcome()

    def _withdraw(self, note, source):
        """Take a yes back until the ride starts: it is to place again and the desk is told."""
        self.ensure_one()
        self._as_system()._take_back(note, source)
        return self._get_outcome()

    def _as_system(self):
        """Return the record as the system itself sees it: who answers has no access to any model.

        Sentences about the plan are compared with those of the moment of asking: same language.
        """
        system = self.with_user(SUPERUSER_ID)
        return system.with_context(
            lang=system.asked_by_id.lang or self.env.lang, tz=system.asked_by_id.tz,
            allowed_company_ids=system.company_id.ids)

    # ---- yes ---------------------------------------------------------------------------------------
    def _take_yes(self, source):
        self._lock_for_answer()
        rides = self._get_open_rides()
        if self._is_over() or not rides:
            return
        requested = rides.filtered(lambda r: r.state == 'requested')
        reason = self.env.ref('transport_solidaire.ts_ride_reason_override_1', raise_if_not_found=False) \
            or self.env['ts.ride.reason'].search([('kind', '=', 'override')], limit=1)
        new = self._get_new_blockers(requested, reason)
        if new:
            self._hand_to_desk(new, source)
            return
        self._answer('yes', source)
        self._give(rides, reason)
        self._log_on_rides(rides, self.env._("%(name)s has said yes (%(how)s).", **self._get_words()))

    def _lock_for_answer(self):
        """Let nobody else answer, assign or ask for these rides until this answer is in the books.

        Always in this order, as when the desk assigns: the volunteer's plan, the rides, the question.
        """
        self.env.flush_all()
        for records in (self.volunteer_id, self.ride_ids, self):
            self.env.execute_query(SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(records._table), tuple(records.ids)))
        self.batch_id._lock()

    def _is_over(self):
        """Return whether an answer comes too late, or was given before."""
        return (self.answer in (*OVER, 'withdrawn') or (self.answer == 'yes' and self._get_driven_rides())
                or bool(self.expires_at and self.expires_at <= fields.Datetime.now() and self.answer != 'yes')
                or min(self.ride_ids.mapped('pickup_at')) <= fields.Datetime.now())

    def _get_new_blockers(self, rides, reason):
        """Return sentences that speak against his yes today and did not when he was asked."""
        if not rides:
            return []
        found = [b for found in rides._get_assignment_blockers(self.volunteer_id).values() for b in found]
        known = (self.known_blockers or '').split('\n')
        return list(dict.fromkeys(
            b.message for b in found if b.hard or not reason or b.message not in known))

    def _hand_to_desk(self, sentences, source):
        """He is willing and his plan has changed: the desk calls him."""
        first_time = self.answer != 'to_call'
        self._answer('to_call', source, desk_note='\n'.join(sentences))
        if first_time:
            self._call_desk(self.env._(
                "Call %(name)s: he said yes, but his plan has changed since he was asked.", **self._get_words()))

    # ---- no ----------------------------------------------------------------------------------------
    def _take_no(self, reason, note, source):
        self._lock_for_answer()
        driven = self._get_driven_rides()
        if self.answer in ('no', 'withdrawn', *OVER) or (self.answer == 'yes' and driven):
            return
        driven.filtered(lambda r: r.state == 'planned').action_unassign()  # planned without asking him
        self._answer('no', source, decline_reason_id=self._get_decline_reason(reason).id,
                     **self._get_note(note))
        self.batch_id._next()

    def _get_decline_reason(self, reason):
        if isinstance(reason, int):
            reason = self.env['ts.ride.reason'].browse(reason).exists()
        return (reason or self.env['ts.ride.reason']).filtered(lambda r: r.kind == 'declined')

    def _get_note(self, note):
        note = ' '.join((note or '').split())[:300]
        return {'note': note} if note else {}

    # ---- cannot come after all ---------------------------------------------------------------------
    def _take_back(self, note, source):
        self._lock_for_answer()
        driven = self._get_driven_rides()
        if not self._can_withdraw():
            return
        driven.action_unassign()
        driven._forget_told_volunteer()
        self._answer('withdrawn', source, **self._get_note(note))
        self._log_on_rides(driven, self.env._(
            "%(name)s cannot come after all (%(how)s). To place again.", **self._get_words()))
        self._call_desk(self.env._("%(name)s cannot come after all: find somebody else.", **self._get_words()))

    def _can_withdraw(self):
        """Return whether he drives and the first ride has not begun."""
        driven = self._get_driven_rides()
        return self.answer == 'yes' and bool(driven) and min(driven.mapped('pickup_at')) > fields.Datetime.now()

    def _get_confirmed_runs(self):
        """Return the runs whose sheet he may see: confirmed for him, until the day after."""
        rides = self.ride_ids.filtered(
            lambda r: r.state in ('confirmed', 'done', 'no_show') and r.volunteer_id == self.volunteer_id)
        today = self.company_id._to_local(fields.Datetime.now()).date()
        return rides.filtered(lambda r: today <= r.date + timedelta(days=1)).run_id

    # ---- what the desk is told ---------------------------------------------------------------------
    def _get_words(self):
        sources = dict(self._fields['source']._description_selection(self.env))
        return {'name': self.volunteer_id.name, 'how': sources.get(self.source, '')}

    def _log_on_rides(self, rides, sentence):
        rides._message_log_batch({ride.id: sentence for ride in rides})

    def _call_desk(self, sentence):
        """Leave a task, for today, with whoever has the ride now, else with whoever asked."""
        user = self.ride_id.coordinator_id.filtered('active') or self.asked_by_id
        if user:
            self.ride_id.activity_schedule('mail.mail_activity_data_todo', summary=sentence, user_id=user.id)

    # ---- what he is told ---------------------------------------------------------------------------
    def _get_outcome(self):
        """Return where his question stands, with a sentence for him in the language of the environment."""
        code = self.sudo()._get_outcome_code()  # whoever answers has no access to rides
        return Outcome(code, self._get_sentences()[code])

    def _get_outcome_code(self):
        if self.answer == 'yes':
            states = set(self.ride_ids.filtered(lambda r: r.volunteer_id == self.volunteer_id).mapped('state'))
            return 'yes' if states & {'planned', 'confirmed', 'done', 'no_show'} else 'stopped'
        if self.answer in ('taken', 'stopped', 'to_call', 'withdrawn'):
            return self.answer
        if not self._get_open_rides():
            given = self.ride_ids.filtered('volunteer_id')
            return 'taken' if given else 'stopped'
        if self.answer in ('expired', 'queued') or self._is_over():
            return 'expired'
        return 'no' if self.answer == 'no' else 'waiting'

    def _get_sentences(self):
        return {
            'waiting': self.env._("Can you drive?"),
            'yes': self.env._("Thank you! The ride is yours. The day's sheet follows."),
            'no': self.env._("Noted, thank you for answering. There will be other occasions."),
            'taken': self.env._("Somebody else has said yes in the meantime. Thank you for being there: "
                                "you have nothing to do."),
            'stopped': self.env._("This ride no longer needs a driver. Thank you: you have nothing to do."),
            'expired': self.env._("The time to answer is over. If you would still like to drive, please call us."),
            'to_call': self.env._("Thank you for saying yes. Your plan has changed in the meantime: the phone desk "
                                  "calls you."),
            'withdrawn': self.env._("Noted: you cannot come after all. The phone desk looks for somebody else. "
                                    "Thank you for telling us."),
        }
