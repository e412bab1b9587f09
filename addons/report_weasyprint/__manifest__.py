# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "PDF reports with WeasyPrint",
    "summary": "Render every QWeb PDF report in process, without wkhtmltopdf",
    "version": "19.0.1.0.0",
    "category": "Technical",
    "license": "AGPL-3",
    "author": "Transport Solidaire contributors",
    "depends": ["web"],
    "external_dependencies": {"python": ["weasyprint>=70", "pypdf"]},
}
