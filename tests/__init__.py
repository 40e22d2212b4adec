"""Whole-system tests: the workspace, browser tours, crashes, end-to-end stories."""
