"""Telling people: what a notice says, to whom, rendered once, sent by channels that say how sure they are."""
