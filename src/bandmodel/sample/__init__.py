"""Embedded data to try the model on, with their sources."""
