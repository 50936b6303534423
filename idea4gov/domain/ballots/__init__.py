"""Ballots: the ballot paper, who may fill it in, and what may stand on it."""
