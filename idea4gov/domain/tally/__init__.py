"""The tally: a pure function of election, rule and tie-break seed. No clock, no database, exact numbers."""
