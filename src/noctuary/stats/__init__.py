"""Indicators, norms and comparison, with honest intervals."""
