"""Bytecode to machine code."""
