"""What a language model outside is asked, and what of its answer counts: pure, like `reading`."""
