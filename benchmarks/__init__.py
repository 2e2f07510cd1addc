"""Benchmarks: each compares results before times and prints a ratio against a named peer."""
