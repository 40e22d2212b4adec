-- A copy of a production database must not reach any provider.
DELETE FROM ar_sync_secret;
UPDATE ar_sync_connection
   SET state = 'paused', webhook_token = md5(random()::text || id::text)
 WHERE state IN ('connected', 'error');
UPDATE ar_sync_operation SET state = 'cancelled' WHERE state IN ('draft', 'review', 'ready', 'sent', 'unknown');
