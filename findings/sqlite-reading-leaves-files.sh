#!/bin/sh
# A read-only connection to an SQLite database in WAL mode writes: it creates -wal and -shm beside the file and leaves
# them there when it is the last to close, while one that may write (with PRAGMA query_only = ON) removes them again. In a folder
# without write permission the read-only one therefore fails. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apsw==3.54.1.0
cat > "$folder/read.py" <<'PYTHON'
import os, sys
import apsw
folder = sys.argv[1]
path = os.path.join(folder, "database")
beside = lambda: sorted(name for name in os.listdir(folder) if name.startswith("database-"))
def use(flags, *statements):
    db = apsw.Connection(path, flags=flags)
    for statement in statements: db.execute(statement).fetchall()
    db.close()
    return beside()
new = use(apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE, "PRAGMA journal_mode = WAL", "CREATE TABLE t (x)")
read = use(apsw.SQLITE_OPEN_READONLY, "SELECT * FROM t")
query_only = use(apsw.SQLITE_OPEN_READWRITE, "PRAGMA query_only = ON", "SELECT * FROM t")
print(f"SQLite {apsw.sqlite_lib_version()}: left by the writer {new}, by a read-only reader {read}, by a query-only one {query_only}")
sys.exit(0 if (new, read, query_only) == ([], ["database-shm", "database-wal"], []) else 1)
PYTHON
"$folder/venv/bin/python" "$folder/read.py" "$folder"
