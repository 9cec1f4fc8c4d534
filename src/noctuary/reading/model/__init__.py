"""The learned reader: words and what the lists saw of them, through a small network, to codes with evidence."""
