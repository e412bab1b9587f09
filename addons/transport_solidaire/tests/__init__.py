# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import test_search
from . import test_commune
from . import test_place
from . import test_volunteer
from . import test_beneficiary
from . import test_paper_availability
from . import test_ride
from . import test_ride_blockers
from . import test_run
from . import test_run_stop
from . import test_distance
from . import test_proposal
from . import test_ride_book
from . import test_mileage_rate
from . import test_statement
from . import test_statement_accounting
from . import test_chart
