#!/bin/sh
# Make the secrets of the containers, a file for each: sudo sh deploy/make-secrets.sh [FOLDER]
# What is there already is kept, so that it can be called again. compose.yaml hands the files on.
set -eu
umask 077
folder=${1:-secrets}
mkdir -p "$folder"
# the user of the image: its processes read the files, and nobody else
user=10001

random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

# write NAME TEXT
write() {
    [ -e "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"
    chmod 400 "$folder/$1"
    [ "$(id -u)" != 0 ] || chown "$user" "$folder/$1"
}

write postgres-password "$(random)"
write serving-password "$(random)"
write queue-password "$(random)"
write IDEA4GOV_SECRET_KEYS "$(random)"
write IDEA4GOV_DATABASE_OWNER_URL "postgresql+psycopg://idea4gov:$(cat "$folder/postgres-password")@database/idea4gov"
write IDEA4GOV_DATABASE_URL "postgresql+psycopg://idea4gov_serve:$(cat "$folder/serving-password")@database/idea4gov"
write IDEA4GOV_REDIS_URL "redis://:$(cat "$folder/queue-password")@queue:6379/0"
write redis.conf "save \"\"
appendonly no
requirepass $(cat "$folder/queue-password")"
write IDEA4GOV_MAIL_URL "${MAIL_URL:?is missing: MAIL_URL=smtp://user:password@relay.example.go.th:587}"
