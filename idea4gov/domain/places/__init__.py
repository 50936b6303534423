"""Places: areas of Thailand, regions, the register of local governments, and finding a province."""
