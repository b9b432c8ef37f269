"""The shared operations of all languages, each declared once, and the host that binds them."""
