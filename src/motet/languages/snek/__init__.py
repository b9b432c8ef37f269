"""Snek: s-expressions, tagged integers and booleans, heap vectors."""
