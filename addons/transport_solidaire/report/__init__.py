# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ts_ride_report
from . import ts_desk_load
from . import ts_volunteer_load
from . import ts_volunteer_turn
from . import ts_need_report
from . import ts_need_map
