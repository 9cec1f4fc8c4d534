"""The reading room: the library in the browser, on this machine alone."""
