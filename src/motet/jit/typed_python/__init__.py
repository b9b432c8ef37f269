"""The run-time library from source to LLVM text."""
