"""The front ends, one package a language; none imports another."""
