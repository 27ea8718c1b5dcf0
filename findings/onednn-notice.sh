#!/bin/sh
# TensorFlow 2.21.0: TF_CPP_MIN_LOG_LEVEL=3, which is documented to hide everything below fatal errors, hides the processor
# notice but not "oneDNN custom operations are on": it is written while the library loads, before the level is read. Only
# TF_ENABLE_ONEDNN_OPTS=0 hides it, which changes the kernels.
#
# Expected: loading the two libraries of the wheel by dlopen writes the notice at level 3 with oneDNN on, nothing with it off.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --no-deps tensorflow-cpu==2.21.0
libraries=$(echo "$folder"/venv/lib/python3*/site-packages/tensorflow)
load() {
  TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS="$1" python3 - "$libraries" <<'PY' 2>&1
import ctypes, os, sys
for name in ("libtensorflow_framework.so.2", "libtensorflow_cc.so.2"):
    library = ctypes.CDLL(f"{sys.argv[1]}/{name}", ctypes.RTLD_GLOBAL)
library.TF_Version.restype = ctypes.c_char_p
print("TensorFlow", library.TF_Version().decode())
PY
}
on=$(load 1)
off=$(load 0)
echo "on at level 3:"; echo "$on"
echo "off at level 3:"; echo "$off"
echo "$on" | grep -q 'oneDNN custom operations are on'
! echo "$off" | grep -q 'oneDNN'
