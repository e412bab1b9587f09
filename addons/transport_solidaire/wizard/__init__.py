# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from . import ts_ride_book
from . import ts_ride_assign
from . import ts_ride_assign_suggest
from . import ts_ride_close
from . import ts_statement_prepare
from . import ts_statement_refuse
from . import ts_statement_pay
from . import account_move_reversal
from . import ts_export
from . import ts_export_lists
from . import ts_desk_pass
from . import ts_ride_book_script
from . import ts_ride_series_change
from . import ts_place_move
from . import ts_ride_propose
from . import ts_ride_propose_line
