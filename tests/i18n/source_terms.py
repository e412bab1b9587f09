# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Read the texts for people from an addon's source, without Odoo: what its .pot must contain."""
import ast
from pathlib import Path

from lxml import etree

TRANSLATE_NAMES = {'_', '_lt'}
READ_ATTRIBUTES = (
    'string', 'help', 'placeholder', 'confirm', 'title', 'sum', 'avg', 'aria-label', 'data-tooltip',
    'alt')
# Not sources of the addon's texts: tests have none, demo data is loaded in French.
LEFT_OUT = {'tests', 'demo', 'i18n', 'migrations'}
LETTERS = 2  # Odoo exports no text with a single letter


def find_files(addon, pattern):
    """Yield the addon's own files that match, without those that hold no text for people."""
    for path in sorted(addon.rglob(pattern)):
        if not LEFT_OUT & set(path.relative_to(addon).parts):
            yield path


def code_terms(addon):
    """Return the literals given to the translation functions anywhere in the addon."""
    terms = set()
    for path in find_files(addon, '*.py'):
        terms |= _code_terms_of(path.read_text(encoding='utf-8'))
    return terms


def _code_terms_of(source):
    terms = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _called_name(node.func) in TRANSLATE_NAMES:
            terms |= _literals(node.args[0])
    return terms


def _called_name(function):
    return getattr(function, 'id', None) or getattr(function, 'attr', None)


def _literals(node):
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def field_terms(addon):
    """Return the labels, helps and choices written in the addon's field definitions."""
    terms = set()
    for path in find_files(addon, '*.py'):
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Call) and _is_field(node.func):
                terms |= _terms_of_field(node)
    return terms


def _is_field(function):
    return isinstance(function, ast.Attribute) and getattr(function.value, 'id', None) == 'fields'


def _terms_of_field(call):
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if isinstance(keywords.get('export_string_translation'), ast.Constant):
        return set()
    terms = {term for name in ('string', 'help') if name in keywords
             for term in _literals(keywords[name])}
    choices = keywords.get('selection')
    if call.args and call.func.attr not in ('Many2one', 'One2many', 'Many2many', 'Selection'):
        terms |= _literals(call.args[0])
    if call.func.attr == 'Selection' and call.args:
        choices = call.args[0]
    for pair in getattr(choices, 'elts', ()):
        if isinstance(pair, ast.Tuple) and len(pair.elts) == LETTERS:
            terms |= _literals(pair.elts[1])
    return terms


def view_terms(addon):
    """Return the attributes for people in the addon's views, and the names of its menus."""
    terms = set()
    for path in find_files(addon, '*.xml'):
        root = etree.parse(path).getroot()
        if root.tag != 'odoo':
            continue
        for node in root.iter(etree.Element):
            if node.tag == 'menuitem':
                terms |= {node.get('name')}
            elif _is_in_view(node):
                terms |= {node.get(name) for name in READ_ATTRIBUTES}
    return {term.strip() for term in terms if term and sum(c.isalnum() for c in term) >= LETTERS}


def _is_in_view(node):
    return any(
        ancestor.tag == 'template' or (ancestor.tag == 'field' and ancestor.get('name') == 'arch')
        for ancestor in node.iterancestors())


def repository_addons():
    """Return the folders of the repository's addons."""
    addons = Path(__file__).resolve().parents[2] / 'addons'
    return sorted(path.parent for path in addons.glob('*/__manifest__.py'))
