// A tome.
