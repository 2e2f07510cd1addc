"""Parity of people: what groups and tracks are paid, unadjusted and adjusted, and what closing a gap would take."""
