"""The reference interpreter: it defines what the bytecode means."""
