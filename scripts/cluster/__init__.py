"""The whole of a large installation on one machine: `make cluster`, and what `make drill` breaks."""
