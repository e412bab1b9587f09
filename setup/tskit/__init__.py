# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The program behind `setup/ts`. Standard library only: it makes the environment all else needs."""
