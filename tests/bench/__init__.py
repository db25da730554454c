"""Benchmarks: in a checkout only."""
