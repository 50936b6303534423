"""Attacks from one laptop on a site of their own: `python -m scripts.attack [WORD]`, or `make attack`.

Each module here has `ATTACKS`. A new module is found by itself.
"""
