"""Ballots: the ballot paper, the check of a ballot, and who may vote."""
