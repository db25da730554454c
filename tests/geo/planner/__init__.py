"""Tests of geo.planner."""
