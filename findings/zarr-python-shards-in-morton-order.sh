#!/bin/sh
# zarr-python writes the inner chunks of a shard along a Morton curve, not row by row: neighbours of a row lie apart in the file, and the chunk
# that follows the first is the one below it. A reader that fetches a row of chunks, or the first of several groups of bands, as one range
# gets much of the shard with it. The index allows any order, so nobody may count on one: ask for the ranges that the index
# names. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$folder" zarr==3.1.6 numpy
cd "$folder"
PYTHONPATH="$folder" python3 - <<'PY'
import sys
import numpy as np
import zarr


array = zarr.create_array('a', shape=(4, 4), shards=(4, 4), chunks=(1, 1), dtype='uint8', fill_value=255, compressors=None)
array[:] = np.arange(16, dtype=np.uint8).reshape(4, 4)
with open('a/c/0/0', 'rb') as file:
    places = list(file.read(16))
print(f'zarr-python {zarr.__version__}: 4 x 4 chunks, numbered row by row, as they lie in the file:', *places)
sys.exit(0 if places == [0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15] else 1)
PY
