"""What is asked for. Ratios are to the bare page unless the name says otherwise."""

PAGE_LOGGED_IN = 0.20
PAGE_ANONYMOUS = 0.70
SUPPORT = 0.20
GROWTH_AT_MOST = 1.5

IMPORT_SECONDS, IMPORT_MIB = 20.0, 300.0
TALLY_SECONDS, TALLY_MIB = 0.5, 200.0
EXPORT_SECONDS, EXPORT_MIB_ABOVE_IDLE = 2.0, 64.0
