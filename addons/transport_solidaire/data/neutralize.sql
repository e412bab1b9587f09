-- A copy of a database to try things on: no SMS leaves it, and the operator's keys are not in it.
UPDATE res_company
   SET ts_sms_provider = 'none',
       ts_ovh_service = NULL,
       ts_ovh_key = NULL,
       ts_ovh_secret = NULL,
       ts_ovh_consumer = NULL;
-- What still waited to be sent is for the real database alone.
UPDATE ts_notice
   SET state = 'cancelled'
 WHERE state IN ('waiting', 'sending');
