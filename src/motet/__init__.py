"""Motet: one safe, fast runtime for four small languages."""
