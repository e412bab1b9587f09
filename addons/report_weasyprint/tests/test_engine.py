# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
from unittest.mock import patch

import psycopg2.errors

from odoo.addons.base.models import ir_actions_report as core
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.document import Renderer
from ..tools.fetcher import ReportFetcher
from .common import WeasyPrintCase, data_url


@tagged("post_install", "-at_install")
class TestEngine(WeasyPrintCase):
    def test_weasyprint_is_the_default(self):
        self.assertEqual(self.env["ir.actions.report"].get_wkhtmltopdf_state(), "ok")
        self.assertIn("WeasyPrint", self.open_pdf(self.print_report()).metadata.producer)

    def test_unknown_engine_means_weasyprint(self):
        self.env["ir.config_parameter"].set_param("report_weasyprint.engine", "typewriter")
        self.assertIn("WeasyPrint", self.open_pdf(self.print_report()).metadata.producer)

    def test_wkhtmltopdf_on_request(self):
        self.env["ir.config_parameter"].set_param("report_weasyprint.engine", "wkhtmltopdf")
        calls = []

        def run(model, bodies, **options):
            calls.append((len(bodies), options))
            return b"core's PDF"

        def state(model):
            return "workers"

        with (
            patch.object(core.IrActionsReport, "_run_wkhtmltopdf", run),
            patch.object(core.IrActionsReport, "get_wkhtmltopdf_state", state),
        ):
            self.assertEqual(self.env["ir.actions.report"].get_wkhtmltopdf_state(), "workers")
            self.assertEqual(self.print_report(landscape=True), b"core's PDF")
        self.assertEqual(calls[0][0], 1)
        self.assertTrue(calls[0][1]["landscape"])
        self.assertEqual(calls[0][1]["report_ref"], self.report.id)

    def test_ordinary_user_prints(self):
        self.assertIn("Body", self.texts(self.print_report(user=self.user))[0])

    def test_failure_is_told_to_the_user(self):
        logger = "odoo.addons.report_weasyprint.models.ir_actions_report"
        with (
            patch.object(Renderer, "to_pdf", side_effect=ValueError("no ink")),
            self.assertLogs(logger, logging.ERROR) as logs,
            self.assertRaisesRegex(UserError, "Test document.*\n.*no ink"),
        ):
            self.print_report()
        self.assertIn("no ink", logs.output[0])

    def test_database_error_is_not_swallowed(self):
        self.set_body('<img src="/report/barcode/QR/x"/>')
        error = psycopg2.errors.SerializationFailure("try again")
        with (
            patch.object(ReportFetcher, "_read_barcode", side_effect=error),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            self.print_report()

    def test_libraries_do_not_warn(self):
        """What WeasyPrint and fontTools say reaches one logger, at DEBUG."""
        self.set_body(
            f"""<style>p {{ no-such-property: 1 }} p::no-such-element {{ color: red }}</style>
            <img src="{data_url(b"no image")}" alt="Words instead"/>"""
        )
        name = "odoo.addons.report_weasyprint.libraries"
        with self.assertLogs(logging.getLogger(), logging.DEBUG) as all_logs:
            logging.getLogger(name).setLevel(logging.DEBUG)
            self.addCleanup(logging.getLogger(name).setLevel, logging.NOTSET)
            text = self.texts(self.print_report())[0]
        self.assertIn("Words instead", text)
        told = [record for record in all_logs.records if record.name == name]
        self.assertTrue(any("no-such-property" in record.getMessage() for record in told))
        self.assertFalse([r for r in all_logs.records if r.levelno >= logging.WARNING])
        self.assertFalse([r for r in all_logs.records if r.name.startswith(("weasyprint", "fontTools"))])
