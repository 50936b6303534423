"""Faults on purpose: `make drill` breaks a cluster part by part, and counts what was answered "yes"."""
