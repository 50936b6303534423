"""Discussion boards, their results, and following them."""
