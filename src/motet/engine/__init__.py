"""Joins the rooms: load a program, choose an engine, call functions, convert values."""
