#!/bin/sh
# zarrita takes CRC-32C off and never compares it. A bit that flips in a chunk comes back as another number, and one in the index of a
# shard as another chunk or as none at all, without an error: where zarr-python refuses to read. Whoever relies on the codec `crc32c` to
# notice damage must check it himself. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$folder/python" zarr==3.1.6 numpy
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . zarrita@0.7.5 @zarrita/storage@0.2.0
export PYTHONPATH="$folder/python"
python3 - <<'PY'
import shutil
import numpy as np
import zarr
from zarr.codecs import Crc32cCodec

array = zarr.create_array('whole', shape=(8,), shards=(8,), chunks=(2,), dtype='int32', fill_value=0, compressors=[Crc32cCodec()])
array[:] = np.arange(1, 9)
# Four chunks of 8 bytes and their checksums, then the index: offset and length of each, and its checksum.
for name, at, bit in (('chunk', 0, 64), ('index', 4 * 12 + 16, 12)):
    shutil.copytree('whole', name)
    with open(f'{name}/c/0', 'r+b') as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ bit]))
PY
cat > read.mjs <<'JS'
import { FileSystemStore } from '@zarrita/storage';
import * as zarr from 'zarrita';
const read = async (name) => {
  const array = await zarr.open(zarr.root(new FileSystemStore(name)), { kind: 'array' });
  return (await zarr.get(array)).data.join(' ');
};
for (const name of ['whole', 'chunk', 'index']) console.log(`${name}: ${await read(`${process.cwd()}/${name}`).catch((e) => `refused: ${e.message}`)}`);
JS
node read.mjs > zarrita.txt
python3 - > python.txt <<'PY'
import zarr
for name in ('whole', 'chunk', 'index'):
    try:
        print(f'{name}:', *zarr.open_array(name, mode='r')[:])
    except ValueError as error:
        print(f'{name}: refused: {error}')
PY
echo 'zarrita 0.7.5:' && cat zarrita.txt && echo 'zarr-python 3.1.6:' && cat python.txt
grep -qx 'whole: 1 2 3 4 5 6 7 8' zarrita.txt
grep -qx 'chunk: 65 2 3 4 5 6 7 8' zarrita.txt
grep -qx 'index: 1 2 1 2 5 6 7 8' zarrita.txt
[ "$(grep -c ': refused' python.txt)" = 2 ]
