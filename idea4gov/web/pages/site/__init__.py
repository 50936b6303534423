"""Pages of the site itself: prose, the app on a phone, health, notices, the style guide."""
