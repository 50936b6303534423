"""Use cases of budget rounds: hosted here from the call to the last milestone, or imported when done."""
