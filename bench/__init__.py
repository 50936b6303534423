"""How fast it is, as ratios to bare things measured beside it: `make bench`. docs/speed.md says how."""
