# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The checks find what they are for."""
import polib
import pytest
from po_checks import check_entry
from source_terms import code_terms, field_terms, view_terms


@pytest.mark.parametrize(('source', 'target'), [
    ("Ride", "Trajet"),
    ("%(name)s is away.", "%(name)s est absent."),
    ("“%(name)s”: no.", "«\u00a0%(name)s\u00a0»\u00a0: non."),
    ("Was it done?", "A-t-il été effectué\u00a0?"),
    ('<i title="Alert"/> Stop', '<i title="Alerte"/> Arrêt'),
    ("At 9:30", "À 9:30"),
    ("'%s' % object.name", "'%s' % object.name"),
    ("%d %% of %s", "%d %% de %s"),
    ("Walks slowly…", "Marche lentement…"),
])
def test_good_translation(source, target):
    assert check_entry(polib.POEntry(msgid=source, msgstr=target)) == []


@pytest.mark.parametrize(('source', 'target', 'found'), [
    ("Ride", "", "not translated"),
    ("Ride", "  ", "not translated"),
    ("%(name)s is away.", "%(nom)s est absent.", "placeholders"),
    ("%(name)s is away.", "Absent.", "placeholders"),
    ("%s rides", "trajets", "placeholders"),
    ("<strong>Stop</strong>", "<b>Arrêt</b>", "markup"),
    ('<i class="fa fa-car"/> Car', '<i class="fa fa-bus"/> Voiture', "markup"),
    ("Line\n", "Ligne", "ends with"),
    ("\nLine", "Ligne", "begins with"),
    ("It is here.", "C'est ici", "ends with"),
    ("Was it done?", "A-t-il été effectué ?", "ordinary space"),
    ("“Yes”", "« Oui »", "ordinary space"),
    ("Was it done?", "A-t-il été effectué?", "no space"),
    ("“Yes”", "«Oui»", "no space"),
    ("“Yes”", "“Oui”", "quotation marks"),
    ("Wait…", "Attendez...", "three dots"),
])
def test_bad_translation(source, target, found):
    problems = check_entry(polib.POEntry(msgid=source, msgstr=target))
    assert any(found in problem for problem in problems), problems


def test_guessed_or_forgotten_entries():
    assert "fuzzy" in check_entry(polib.POEntry(msgid="Ride", msgstr="Trajet", flags=['fuzzy']))[0]
    assert "obsolete" in check_entry(polib.POEntry(msgid="Ride", msgstr="Trajet", obsolete=True))[0]


def test_terms_of_the_source(tmp_path):
    models = tmp_path / 'models'
    models.mkdir()
    (models / 'ride.py').write_text(
        "class Ride(models.Model):\n"
        "    _description = 'Ride'\n"
        "    name = fields.Char('Label', help='A help.')\n"
        "    other = fields.Many2one('res.partner', string='Somebody')\n"
        "    state = fields.Selection([('a', 'First'), ('b', 'Second')])\n"
        "    kind = fields.Selection(selection=[('c', 'Third')], export_string_translation=True)\n"
        "    def f(self):\n"
        "        self.env._('One %(a)s ' 'sentence.', a=1)\n"
        "        _('Two')\n"
        "        self.env.ref('not.a.term')\n", encoding='utf-8')
    tests = tmp_path / 'tests'
    tests.mkdir()
    (tests / 'test_ride.py').write_text("_('Of a test')\n", encoding='utf-8')
    assert code_terms(tmp_path) == {'One %(a)s sentence.', 'Two'}
    assert field_terms(tmp_path) == {'Label', 'A help.', 'Somebody', 'First', 'Second'}


def test_terms_of_the_views(tmp_path):
    (tmp_path / 'views.xml').write_text(
        "<odoo><menuitem id='a' name='A Menu'/>"
        "<record id='b' model='ir.ui.view'><field name='name'>technical</field>"
        "<field name='arch' type='xml'><form string='A Form'><field name='x' placeholder=' Here '/>"
        "<button title='?'/></form></field></record>"
        "<template id='c'><p title='Tip'/></template></odoo>", encoding='utf-8')
    assert view_terms(tmp_path) == {'A Menu', 'A Form', 'Here', 'Tip'}
