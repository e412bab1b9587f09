# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import sheet
from . import portal, portal_app, portal_beneficiary, portal_run, portal_volunteer
from . import sms_delivery
from . import answer
