"""What tests need from the machine: a PostgreSQL server, a browser; and the guard against quiet skips."""
