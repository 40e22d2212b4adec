-- A copy of a production database gets into nobody's Stripe account, and Stripe's messages do not find it.
UPDATE ar_sync_connection SET stripe_is_authorized = false, stripe_granted_scope = NULL;
UPDATE ar_connect_platform SET sealed_secret_key = NULL, sealed_webhook_secret = NULL, secret_key_hint = NULL,
       webhook_secret_hint = NULL, webhook_endpoint_id = NULL,
       webhook_token = replace(gen_random_uuid()::text, '-', '');
