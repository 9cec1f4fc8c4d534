"""Who and what recurs across dreams: figures, their network, places, themes and motifs."""
