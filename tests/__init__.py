"""Tests mirror every file of the four rooms."""
