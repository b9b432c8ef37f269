"""What native code needs at run time, written in a typed subset of Python that the JIT compiles."""
