"""Walks every path of every procedure on a compressed clock against the real stack."""
