-- Tokens are deleted with the other credentials; nobody of production's workspace is anybody in a copy.
UPDATE res_users SET ar_slack_user_id = NULL;
