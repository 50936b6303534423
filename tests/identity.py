"""Keys of an office at the lowest cost that argon2 takes, for tests alone."""

CHEAP_KEY = "8:1:" + "A" * 43
SECOND_KEY = "8:1:" + "B" * 42 + "A"
THIRD_KEY = "8:1:" + "C" * 42 + "A"
