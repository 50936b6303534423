"""The pages, a package for each noun. None imports a page of a noun above it in `order` of tests/rooms."""
