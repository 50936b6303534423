"""Open data, feeds, cards for other sites, share images, codes and the map for search engines."""
