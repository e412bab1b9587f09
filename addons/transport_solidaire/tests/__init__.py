# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_search
from . import test_commune
from . import test_place
from . import test_volunteer
from . import test_beneficiary
from . import test_paper_availability
from . import test_ride
from . import test_ride_blockers
