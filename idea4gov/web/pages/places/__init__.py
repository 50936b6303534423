"""Places: the home page, the list of provinces, and the page of a province."""
