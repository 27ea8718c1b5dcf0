#!/bin/sh
# A process that holds an exclusive transaction on an SQLite database loses its lock when it opens and closes the file itself,
# if only to copy it: POSIX locks of a process are released with any of its descriptors of the file. Another process then gets the
# exclusive transaction too, while the first one still has its own. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apsw==3.54.1.0
cat > "$folder/hold.py" <<'PYTHON'
import shutil, subprocess, sys
import apsw
path = sys.argv[1]
other = [sys.executable, "-c", "import apsw, sys\ntry:\n  apsw.Connection(sys.argv[1]).execute('BEGIN EXCLUSIVE'); print('got it')\nexcept apsw.BusyError: print('busy')", path]
ask = lambda: subprocess.run(other, capture_output=True, text=True, check=True).stdout.strip()
db = apsw.Connection(path)
db.execute("CREATE TABLE t (x); BEGIN EXCLUSIVE")
before = ask()
shutil.copyfile(path, path + ".copy")
after = ask()
print(f"SQLite {apsw.sqlite_lib_version()}: another process found it {before}; after a copy by its holder: {after}; "
      f"the holder is still in its transaction: {db.in_transaction}")
sys.exit(0 if (before, after, db.in_transaction) == ("busy", "got it", True) else 1)
PYTHON
"$folder/venv/bin/python" "$folder/hold.py" "$folder/database"
