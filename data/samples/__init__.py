"""Invented communities, written by the seeded generator beside them."""
