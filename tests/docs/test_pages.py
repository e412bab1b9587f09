# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The pages say what is true: their commands exist, their links and pictures lead somewhere."""
import re
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / 'README.md', *sorted((ROOT / 'docs').glob('*.md'))]
COMMAND = re.compile(r'(?:^|`)(setup/ts(?: [^`\n#]*)?)', re.MULTILINE)
LINK = re.compile(r'\]\(([^)#\s]+)(#[^)]*)?\)')

sys.path.insert(0, str(ROOT / 'setup'))


def commands():
    return sorted({(page.name, match.strip()) for page in PAGES
                   for match in COMMAND.findall(page.read_text(encoding='utf-8'))})


def test_the_two_commands_are_in_the_readme():
    shown = {command for page, command in commands() if page == 'README.md'}
    assert {'setup/ts demo', 'setup/ts test'} <= shown


@pytest.mark.parametrize('page,command', commands(), ids=lambda value: value)
def test_a_command_of_the_pages_is_understood(page, command):
    from tskit import cli
    words = shlex.split(command)[1:]
    if words and not set(words) & {'--help'}:
        assert cli._arguments().parse_args(words)


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    text = page.read_text(encoding='utf-8')
    missing = [target for target, _anchor in LINK.findall(text)
               if '://' not in target and not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize('page', [page for page in PAGES if page.parent.name == 'docs'], ids=lambda p: p.name)
def test_each_page_ends_with_english(page):
    assert '**In English.**' in page.read_text(encoding='utf-8')
