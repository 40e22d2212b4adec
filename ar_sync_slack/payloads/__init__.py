"""What is posted to Slack, and what its clicks say. Pure: no database, no network, no clock."""
