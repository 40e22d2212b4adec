-- A copy of a production database must not reach any provider.
DELETE FROM ar_sync_secret;
UPDATE ar_sync_connection SET state = 'paused' WHERE state IN ('connected', 'error');
-- Every address, also of what was paused: messages for production must not find this copy.
UPDATE ar_sync_connection SET webhook_token = replace(gen_random_uuid()::text, '-', '');
UPDATE ar_sync_operation SET state = 'cancelled' WHERE state IN ('draft', 'review', 'ready', 'sent', 'unknown');
-- Nobody finishes in the copy what was begun in production.
UPDATE ar_sync_authorization SET sealed_code = NULL, nonce_hash = NULL,
       state = CASE WHEN state = 'done' THEN 'done' ELSE 'cancelled' END;
-- Nobody's chat is told of what differs in a copy.
UPDATE ar_sync_connection SET drift_webhook = NULL;
