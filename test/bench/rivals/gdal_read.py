"""GDAL's GTiff driver through rasterio: DTM FILE COMPRESSION TYPE PREDICTOR THREADS CLOCK.

Writes FILE first where it is not there: EDGE x EDGE pixels of the DTM, mirrored where it is smaller, with noise, in tiles of 256 x
256. A run opens it anew and reads it whole into the same memory; it gives millions of pixels a second, by CLOCK (wall or processor).
"""

import os
import sys
import time

dtm, file, compression, kind, predictor, threads, clock = sys.argv[1:]
os.environ["GDAL_NUM_THREADS"] = threads

import numpy as np
import rasterio
from serve import serve

EDGE = 4096

if not os.path.exists(file):
    with rasterio.open(dtm) as source:
        ground = source.read(1, window=((0, min(EDGE, source.height)), (0, min(EDGE, source.width)))).astype("float32")
    beyond = [(0, EDGE - size) for size in ground.shape]
    ground = np.pad(ground, beyond, mode="symmetric")
    ground += np.random.default_rng(1).normal(0, 0.4, ground.shape).astype("float32")
    values = np.round(ground).astype("int16") if kind == "int16" else (np.round(ground * 100) / 100).astype("float32")
    packing = {} if compression == "raw" else {"compress": compression, "predictor": int(predictor)}
    place = {"crs": "EPSG:32632", "transform": rasterio.transform.from_origin(400000, 5300000, 10, 10), "nodata": -9999}
    tiles = {"tiled": True, "blockxsize": 256, "blockysize": 256}
    size = {"width": EDGE, "height": EDGE, "count": 1, "dtype": kind}
    with rasterio.open(file, "w", driver="GTiff", **size, **tiles, **place, **packing) as target:
        target.write(values, 1)

into = np.zeros((EDGE, EDGE), kind)
now = time.perf_counter if clock == "wall" else time.process_time


def run():
    with rasterio.open(file) as source:
        start = now()
        source.read(1, out=into)
        return EDGE * EDGE / 1e6 / (now() - start)


serve(f"GDAL {rasterio.__gdal_version__}, {'one thread' if threads == '1' else 'all threads'}", run)
