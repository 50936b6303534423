"""Budget rounds: phases, drafts, screening, voting and results of hosted rounds, and imported rounds."""
