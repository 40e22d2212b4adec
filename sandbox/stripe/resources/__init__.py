"""The Stripe API resources, one file each. See ``registry`` for the list."""
