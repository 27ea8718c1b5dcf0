#!/usr/bin/env bash
# The OSM PBF format has lz4 and zstd blocks, yet the osmium 4.3.2 package of PyPI writes only zlib, lz4 and raw blocks:
# zstd is an unknown value of its option. So common tools can write lz4 files, and zstd files cannot be made with them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check osmium==4.3.2
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import sys
from importlib.metadata import version

import osmium
from osmium.osm import mutable

print('osmium', version('osmium'))
# The field of the Blob message that holds the block, as its protobuf key: number * 8 + 2.
keys = {'none': 0x0A, 'zlib': 0x1A, 'lz4': 0x32, 'zstd': 0x3A}
seen = {}
for kind, key in keys.items():
    path = f'{sys.argv[1]}/{kind}.osm.pbf'
    try:
        writer = osmium.SimpleWriter(osmium.io.File(path, f'pbf,pbf_compression={kind}'))
        for number in range(1, 1001):
            writer.add_node(mutable.Node(id=number, version=1, location=(9 + number * 1e-4, 47)))
        writer.close()
    except ValueError as error:
        seen[kind] = str(error)
        continue
    data = open(path, 'rb').read()
    header = int.from_bytes(data[:4], 'big')
    blob = data[4 + header:]
    # A compressed block states its size first: key 0x10 and a varint.
    at = 0
    if blob[0] == 0x10:
        at = 1
        while blob[at] & 0x80:
            at += 1
        at += 1
    seen[kind] = 'written' if blob[at] == key else f'written with key {blob[at]:#x}'
for kind, outcome in seen.items():
    print(f'{kind}: {outcome}')
expected = {'none': 'written', 'zlib': 'written', 'lz4': 'written', 'zstd': "Unknown value for 'pbf_compression' option."}
sys.exit(0 if seen == expected else 1)
PYTHON
