"""Who votes: doors, and what each of them proves."""
