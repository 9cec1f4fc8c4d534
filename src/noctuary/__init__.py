"""Noctuary: a private library for dreams.

Keeps dreams in one file of the owner's, reads each one by the system of Hall
and Van de Castle with the words that every code stands on, and sets a series
beside the published norms. Nothing leaves the machine.
"""

__version__ = "0.1.0"
