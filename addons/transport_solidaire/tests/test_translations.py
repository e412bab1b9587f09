# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The French that people see: every exported term is translated, in the database as well."""
from lxml import etree
from polib import pofile

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import TRANSLATED_ATTRS, TranslationModuleReader

from ..tools.spreadsheet.messages import Label, Problem

MODULE = 'transport_solidaire'
FRENCH = 'fr_FR'


@tagged('post_install', '-at_install')
class TestTranslations(TransactionCase):
    """The addon's French file against a fresh export, and against what the screens say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang(FRENCH)
        cls.env['ir.module.module']._load_module_terms([MODULE], [FRENCH], overwrite=True)
        cls.french = {e.msgid: e.msgstr for e in pofile(file_path(f'{MODULE}/i18n/fr.po'))}
        cls.exported = list(TranslationModuleReader(cls.env.cr, modules=[MODULE], lang=FRENCH))

    def test_files_are_the_fresh_export(self):
        """A text that was added, changed or removed since the files were made is named here."""
        template = {entry.msgid for entry in pofile(file_path(f'{MODULE}/i18n/{MODULE}.pot'))}
        terms = {row[4] for row in self.exported}
        self.assertEqual(sorted(terms - template), [], "not in the template: export it again")
        self.assertEqual(sorted(template - terms), [], "no longer in the addon: export it again")
        self.assertEqual(sorted(terms - set(self.french)), [], "not translated")

    def test_every_record_is_translated(self):
        """Names of menus, actions, groups, fields, choices and data are French in the database."""
        english = [f"{kind} {name} {record}: {source}"
                   for _module, kind, name, record, source, value, _comments in self.exported
                   if not value and self._changes(source)]
        self.assertEqual(english, [])

    def test_screens_hold_no_english(self):
        """Every view of the addon's models, compared with its English twin, text by text."""
        for model, views in self._get_own_views().items():
            for view in views:
                english, french = (self._get_arch(model, view, lang) for lang in ('en_US', FRENCH))
                with self.subTest(view=view.xml_id):
                    left = [text for text, other in zip(english, french, strict=True)
                            if text == other and self._changes(text)]
                    self.assertEqual(left, [])

    def test_screens_were_compared(self):
        """The comparison above reads real texts: it finds English when the language is English."""
        view = self.env.ref(f'{MODULE}.ts_ride_view_form')
        texts = self._get_arch('ts.ride', view, 'en_US')
        self.assertIn("Give to a Volunteer", [text for text in texts if self._changes(text)])
        self.assertIn("Confier à un bénévole", self._get_arch('ts.ride', view, FRENCH))
        self.assertIn('ts.ride', self._get_own_views())
        self.assertIn('ts.ride', self._get_own_models())
        labels = self._get_field_texts('ts.ride', ['state'], FRENCH)
        self.assertEqual(labels['state', 'requested'], "À placer")

    def test_fields_hold_no_english(self):
        """Labels, helps and choices of the addon's own fields, as the web client receives them."""
        for model in self._get_own_models():
            fields = self.env[model]._fields
            own = [name for name in fields if MODULE in fields[name]._modules]
            english, french = (
                self._get_field_texts(model, own, lang) for lang in ('en_US', FRENCH))
            with self.subTest(model=model):
                left = [(place, text) for place, text in english.items()
                        if text == french[place] and self._changes(text)]
                self.assertEqual(left, [])

    def test_errors_are_french(self):
        """A message made in Python comes in the user's language, not in that of the server."""
        reason = self.env['ts.ride.reason'].with_context(lang=FRENCH)
        self.assertEqual(reason.env._("Say why: the volunteer will ask."),
                         self.french["Say why: the volunteer will ask."])
        self.assertEqual(
            reason.env._("The reason “%(name)s” does not fit.", name="X"),
            "La raison «\u00a0X\u00a0» ne convient pas.")

    def test_spreadsheet_problems_are_french(self):
        """The library knows nothing of Odoo; its sentences are translated, one inside another."""
        problem = Problem('at.column', line=3, column="Date",
                          problem=Problem('unknown', value="X", people=Label("beneficiaries")))
        self.assertEqual(
            self.env['ts.import'].with_context(lang=FRENCH)._say(problem),
            "Ligne 3, colonne «\u00a0Date\u00a0»\u00a0: personne ne s'appelle «\u00a0X\u00a0» "
            "dans la liste des bénéficiaires. Corrigez le nom, ou ajoutez d'abord cette personne.")

    # ---- what is read ----------------------------------------------------------------------------
    def _changes(self, text):
        """Tell whether a text has a French translation that differs from it."""
        return self.french.get(text, text) != text

    def _get_own_models(self):
        return [model for model in self.env
                if model.startswith('ts.') and self.env[model]._original_module == MODULE]

    def _get_own_views(self):
        """Return model → the views that the addon itself brings for it."""
        data = self.env['ir.model.data'].search(
            [('module', '=', MODULE), ('model', '=', 'ir.ui.view')])
        views = self.env['ir.ui.view'].browse(data.mapped('res_id')).filtered(
            lambda view: view.model in self.env and view.mode == 'primary')
        return views.grouped('model')

    def _get_arch(self, model, view, lang):
        """Return the texts of a view in its order: attributes, then what stands between."""
        arch = self.env[model].with_context(lang=lang).get_view(view.id, view.type)['arch']
        texts = []
        for node in etree.fromstring(arch).iter(etree.Element):
            texts += [node.get(name, '').strip() for name in sorted(TRANSLATED_ATTRS)]
            texts += [(node.text or '').strip(), (node.tail or '').strip()]
        return texts

    def _get_field_texts(self, model, names, lang):
        """Return (field, what) → text of a model's fields."""
        texts = {}
        described = self.env[model].with_context(lang=lang).fields_get(
            names, ['string', 'help', 'selection'])
        for name, field in described.items():
            texts[name, 'string'], texts[name, 'help'] = field['string'], field.get('help') or ''
            for value, label in field.get('selection', ()):
                texts[name, value] = label
        return texts
