"""Signed webhook delivery with duplicates, reordering, delay and loss."""
