"""Pages of the site itself: prose, the installable app, health, notices, the style guide."""
