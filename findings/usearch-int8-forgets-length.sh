#!/bin/sh
# An int8 index of usearch forgets how long its vectors are: whatever the metric, each is scaled to its own length before it is rounded.
# For cosine that is right. For squared Euclidean distance and inner product it answers another question without a word: a vector ten
# times as long is at distance 0. f16 and bf16 keep lengths, and so does a search in arrays that are int8 already. Whoever stores
# embeddings by metric `l2sq` as i8 must round them himself, by one scale for all. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
pip install --quiet --disable-pip-version-check --only-binary :all: --target "$folder" usearch==2.26.6 numpy
PYTHONPATH="$folder" python3 - <<'PY'
import sys
import numpy as np
from usearch.index import Index, MetricKind, search

rows = np.array([[1, 0], [10, 0], [1, 1]])


def answers(metric, kept):
    index = Index(ndim=2, metric=metric, dtype=kept)
    index.add(np.arange(3), rows.astype(np.float32))
    found = index.search(rows[0].astype(np.float32), 3)
    return dict(zip(found.keys.tolist(), found.distances.tolist()))


euclidean = {kept: answers('l2sq', kept) for kept in ('f32', 'f16', 'bf16', 'i8')}
inner = {kept: answers('ip', kept) for kept in ('f32', 'i8')}
arrays = search(rows.astype(np.int8), rows[:1].astype(np.int8), 3, MetricKind.L2sq, exact=True)
plain = dict(zip(arrays.keys.tolist(), arrays.distances.tolist()))
print('usearch 2.26.6: distances of (1, 0) to (1, 0), (10, 0), (1, 1)')
for kept, found in euclidean.items():
    print(f'l2sq, index of {kept}: {[found[row] for row in range(3)]}')
for kept, found in inner.items():
    print(f'ip, index of {kept}: {[found[row] for row in range(3)]}')
print(f'l2sq, exact, in int8 arrays: {[plain[row] for row in range(3)]}')
right = {0: 0, 1: 81, 2: 1}
is_so = (
    all(euclidean[kept] == right for kept in ('f32', 'f16', 'bf16'))
    and plain == right
    and euclidean['i8'][1] == 0 < euclidean['i8'][2]
    and inner['f32'][1] < inner['f32'][0]
    and inner['i8'][1] == inner['i8'][0]
)
sys.exit(0 if is_so else 1)
PY
