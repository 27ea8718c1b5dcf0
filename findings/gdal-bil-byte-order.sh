#!/bin/sh
# A .bil or .flt whose header names no BYTEORDER is read by GDAL with the high byte first on any machine, although ESRI's
# description of the header says the order of the machine that wrote it (in practice: the low byte first). The values come out
# byte-swapped, without a warning. State BYTEORDER in the header. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check --only-binary :all: rasterio==1.4.4 numpy==2.2.6
env/bin/python - <<'PY'
import struct
import sys
import warnings

import rasterio

with open('dem.bil', 'wb') as data:
    data.write(struct.pack('<4h', 500, 501, 502, 503))
header = 'NROWS 2\nNCOLS 2\nNBITS 16\nPIXELTYPE SIGNEDINT\nULXMAP 10\nULYMAP 50\nXDIM 1\nYDIM 1\n'


def read(text):
    with open('dem.hdr', 'w') as file:
        file.write(text)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter('always')
        with rasterio.open('dem.bil') as source:
            values = source.read(1).ravel().tolist()
    return values, [str(each.message) for each in said if 'order' in str(each.message).lower()]


without, said = read(header)
stated, _ = read(header + 'BYTEORDER I\n')
print(f'GDAL {rasterio.__gdal_version__}, {sys.byteorder}-endian machine; written: 500 501 502 503, low byte first')
print('without BYTEORDER:', *without, '; warnings:', said)
print('with BYTEORDER I:', *stated)
swapped = [struct.unpack('>h', struct.pack('<h', value))[0] for value in (500, 501, 502, 503)]
sys.exit(0 if without == swapped and stated == [500, 501, 502, 503] and not said else 1)
PY
