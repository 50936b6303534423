#!/bin/sh
# Make a standby the primary, when the primary is gone:
#
#   FENCE='ssh db1 sudo /usr/local/sbin/fence' STANDBY='host=10.0.0.22' OTHERS='host=10.0.0.23' \
#   POINTER=/etc/pgbouncer/pgbouncer-primary.ini POINT_TO='host=10.0.0.22 port=5432' \
#   BOUNCER='host=10.0.0.31 port=6432 user=pgbouncer' sh promote.sh
#
# FENCE    a command that ends the former primary and keeps it from coming back as one: stop PostgreSQL there and make
#          the file standby.signal in its data folder. Is the machine gone, switch it off, and set FENCE=true.
# STANDBY  how psql reaches the standby that shall be the primary, as somebody who may call pg_promote
# OTHERS   the same for each other standby that is there, one a line
# POINTER  the file by which PgBouncer finds the primary; POINT_TO  what shall stand in it
# BOUNCER  PgBouncer's console
# Passwords come from ~/.pgpass. Nothing is changed before the former primary is fenced.
set -eu

ask() { psql --no-psqlrc --tuples-only --no-align --quiet --set=ON_ERROR_STOP=1 "$1 connect_timeout=3" --command "$2"; }
received='select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())'

if [ "$(ask "$STANDBY dbname=postgres" 'select pg_is_in_recovery()')" != t ]; then
    echo "$STANDBY is no standby: it may be the primary already." >&2
    exit 1
fi
sh -c "$FENCE" || { echo "The former primary is not fenced: nothing was changed." >&2; exit 1; }

# Only the one that has most holds everything that was confirmed to anybody.
has=$(ask "$STANDBY dbname=postgres" "$received")
printf '%s\n' "${OTHERS:-}" | while read -r other; do
    [ -n "$other" ] || continue
    more=$(ask "$other dbname=postgres" "$received") || { echo "$other does not answer." >&2; continue; }
    if [ "$(ask "$STANDBY dbname=postgres" "select '$more'::pg_lsn > '$has'::pg_lsn")" = t ]; then
        echo "$other has received more ($more) than $STANDBY ($has): promote that one." >&2
        exit 1
    fi
done

[ "$(ask "$STANDBY dbname=postgres" 'select pg_promote(true, 30)')" = t ] || { echo "It was not promoted." >&2; exit 1; }
printf '[databases]\nidea4gov = %s dbname=idea4gov\n' "$POINT_TO" >"$POINTER"
ask "$BOUNCER dbname=pgbouncer" 'RELOAD'
echo "$STANDBY is the primary."
