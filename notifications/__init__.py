"""Telling people: what a notice says and to whom, rendered once, sent as often as needed."""
