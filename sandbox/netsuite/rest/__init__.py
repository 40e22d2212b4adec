"""The REST record API, SuiteQL over HTTP, OAuth 1.0a and 2.0."""
