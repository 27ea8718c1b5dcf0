#!/bin/sh
# TensorFlow 2.21 on a CPU with oneDNN: an allocation that fails is retried for ten seconds before the
# operation fails with RESOURCE_EXHAUSTED, as on a GPU where another step may free memory. Without oneDNN it fails at once.
# A program that answers an OOM by halving its batch waits ten seconds for every halving.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tensorflow-cpu==2.21.0
cat >run.py <<'PY'
import os, sys, time
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['TF_ENABLE_ONEDNN_OPTS'] = sys.argv[1]
import tensorflow as tf
start = time.time()
try:
    tf.fill([2**24, 2**24], 1.0)
    outcome = 'no error'
except tf.errors.ResourceExhaustedError:
    outcome = 'RESOURCE_EXHAUSTED'
seconds = time.time() - start
print('tensorflow', tf.__version__, 'oneDNN', sys.argv[1], outcome, 'after %.1f s' % seconds)
slow = seconds > 5
sys.exit(0 if outcome == 'RESOURCE_EXHAUSTED' and slow == (sys.argv[1] == '1') else 1)
PY
venv/bin/python run.py 1
venv/bin/python run.py 0
