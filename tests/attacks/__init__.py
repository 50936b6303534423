"""Attacks on a served site and on the readers of foreign bytes: each once succeeded, or could have."""
