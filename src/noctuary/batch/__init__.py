"""Corpora that need not fit into memory: read as a stream, written as a stream."""
