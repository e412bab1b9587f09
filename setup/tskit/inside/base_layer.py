# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Make the slow part of a database: Odoo in French, a French company, everything our addons depend on.

Options: `modules`, what to install.
"""

import session


def base(task):
    """Create the database with `base` and French."""
    from odoo.modules.registry import Registry

    session.configure(task, "--load-language=fr_FR", "--without-demo")
    from odoo.service import db

    db._create_empty_database(task["database"])
    Registry.new(task["database"], update_module=True, install_modules=["base"])


def french(env):
    """French company, currency and people before any chart of accounts is chosen."""
    company = env.ref("base.main_company")
    company.partner_id.write({"country_id": env.ref("base.fr").id, "lang": "fr_FR"})
    euro = env.ref("base.EUR")
    euro.active = True
    company.currency_id = euro
    env["ir.default"].set("res.partner", "lang", "fr_FR")
    env["ir.default"].set("res.partner", "tz", "Europe/Paris")
    for user in env["res.users"].with_context(active_test=False).search([]):
        user.partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
    env.cr.commit()


def install(env, names):
    """Install modules by name; all must be known."""
    env["ir.module.module"].update_list()
    modules = env["ir.module.module"].search([("name", "in", names)])
    unknown = set(names) - set(modules.mapped("name"))
    if unknown:
        raise SystemExit(f"Odoo does not know these modules: {', '.join(sorted(unknown))}")
    modules.filtered(lambda module: module.state != "installed").button_immediate_install()
    refuse_incomplete(env, names)


def refuse_incomplete(env, names):
    """Odoo goes on without a module whose dependencies are missing: here that is an error."""
    from odoo.modules.registry import Registry

    loaded = Registry(env.cr.dbname)._init_modules
    missing = [name for name in names if name not in loaded]
    if missing:
        raise SystemExit(f"Odoo did not install {', '.join(missing)}: read its log.")


def main():
    """Make the database and answer with the number of modules."""
    task = session.read_task()
    base(task)
    with session.environment(task) as env:
        french(env)
    with session.environment(task) as env:
        install(env, task["options"]["modules"])
        env.cr.commit()
    with session.environment(task) as env:
        installed = env["ir.module.module"].search_count([("state", "=", "installed")])
    session.answer(task, {"modules": installed})


if __name__ == "__main__":
    main()
