"""Open data, feeds, embedded cards, share images, QR codes and the sitemap."""
