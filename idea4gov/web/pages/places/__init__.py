"""Places: the home page, provinces, local governments."""
