"""r.geomorphon of GRASS on a raster of float32: FILE CODES COLUMNS ROWS STEP_M SEARCH_M FLAT_DEG.

Before it answers it writes its codes at FLAT_DEG to CODES, uint8; what it measures is at GRASS's own flatness of 1 degree.
"""

import os
import shutil
import subprocess
import sys

from serve import seconds, serve

if "GISRC" not in os.environ:
    if shutil.which("grass") is None:
        sys.exit("no program named grass")
    run = subprocess.run(["grass", "--tmp-location", "XY", "--exec", sys.executable, *sys.argv])
    sys.exit(run.returncode)

file, codes, columns, rows, step_m, search_m, flat_deg = sys.argv[1:]


def grass(module, *options):
    return subprocess.run([module, *options], check=True, capture_output=True, text=True).stdout


north, east = int(rows) * float(step_m), int(columns) * float(step_m)
place = [f"north={north}", "south=0", f"east={east}", "west=0", f"rows={rows}", f"cols={columns}"]
grass("r.in.bin", "-f", f"input={file}", "output=ground", "anull=nan", *place)
grass("g.region", "raster=ground")


def forms(flat):
    grass("r.geomorphon", "-m", "elevation=ground", "forms=forms", f"search={search_m}", f"flat={flat}", "--overwrite")


forms(flat_deg)
grass("r.out.bin", "input=forms", f"output={codes}", "bytes=1", "null=0")
version = grass("g.version", "-g").split("version=")[1].split()[0]
serve(f"GRASS {version}", seconds(lambda: forms(1)))
