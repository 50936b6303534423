"""Discussion boards: their pages, their results, and following them."""
