# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The settings Odoo runs with: the safe ones."""

import os
import secrets

OUTSIDE_CALLERS = (
    "partner_autocomplete",
    "iap",
    "iap_mail",
    "iap_crm",
    "mail_bot",
    "mail_bot_hr",
    "snailmail",
    "snailmail_account",
    "google_gmail",
    "microsoft_outlook",
    "web_unsplash",
    "sms",
    "account_add_gln",
    "account_edi_ubl_cii",
    "account_edi_proxy_client",
    "account_peppol",
)
SERVER_WIDE = ("base", "rpc", "web", "queue_job", "module_change_auto_install")


def master_password(layout):
    """The password of Odoo's database manager: made once, readable by its owner alone."""
    path = layout.state / "master-password"
    if not path.exists():
        partial = path.with_suffix(".part")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        partial.replace(path)
    return path.read_text()


def data_dir(layout, server):
    """Where Odoo keeps attachments and sessions of the databases of a server."""
    return layout.state / "data" / server.name


def write(layout, odoo, server, name=None, **more):
    """Write the configuration for a server; give its path.

    :param name: a file for one use, beside the usual one
    :param more: further options
    """
    options = {
        **server.options(),
        "addons_path": ",".join(str(path) for path in (layout.addons, *odoo.addons_paths)),
        "data_dir": data_dir(layout, server),
        "admin_passwd": master_password(layout),
        "list_db": False,
        "http_interface": "127.0.0.1",
        "server_wide_modules": ",".join(SERVER_WIDE),
        "max_cron_threads": 1,
        "limit_time_real": 3600,
        "limit_time_cpu": 3600,
        "limit_memory_soft": 0,
        "limit_memory_hard": 0,
        "unaccent": True,
        **more,
    }
    jobs = {
        "channels": "root:1",
        "host": "127.0.0.1",
        "port": more.get("http_port", 8069),
        "scheme": "http",
    }
    text = _section("options", options) + _section("queue_job", jobs)
    text += _section("module_change_auto_install", {"modules_disabled": ", ".join(OUTSIDE_CALLERS)})
    path = layout.state / f"odoo-{name or server.name}.conf"
    data_dir(layout, server).mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    partial.replace(path)
    return path


def _section(name, options):
    return f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in options.items()) + "\n"
