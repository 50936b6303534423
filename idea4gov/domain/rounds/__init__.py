"""Budget rounds: phases, drafts, screening and the freeze of those hosted here; files of the others."""
