"""Understanding what customers reply: pure Python, no database, no network, no clock."""
