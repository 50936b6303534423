#!/bin/sh
# Bring the former primary back as a standby, once another server is the primary. As postgres on its machine, while
# its PostgreSQL is stopped:
#
#   DATA=/var/lib/postgresql/15/main CONFIG=/etc/postgresql/15/main/postgresql.conf \
#   PRIMARY='host=10.0.0.22 user=postgres dbname=postgres' sh rejoin.sh
#
# Then start PostgreSQL. What the former primary wrote and nobody received is undone; nobody was told that it was done.
# Where that does not go (the log is too old), empty DATA and copy: pg_basebackup -D "$DATA" -d "$PRIMARY" -R -X stream
set -eu
BIN=${BIN:-/usr/lib/postgresql/15/bin}
# without that file the server would start as a second primary; pg_rewind alone does not bear it
trap 'touch "$DATA/standby.signal"' EXIT
rm -f "$DATA/standby.signal"
"$BIN/pg_rewind" --target-pgdata="$DATA" --config-file="$CONFIG" --source-server="$PRIMARY"
