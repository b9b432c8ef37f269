"""Joins front ends and engines: load a program, pick an engine, call functions."""
