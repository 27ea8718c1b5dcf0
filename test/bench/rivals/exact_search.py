"""Exact search of float32 vectors in memory: search.py RIVAL VECTORS SIZE QUERIES K. Seconds for one query, the mean over all."""

import sys

import numpy as np

from serve import seconds, serve

rival, vectors_path, size, queries_path, k = sys.argv[1:]
vectors = np.fromfile(vectors_path, np.float32).reshape(-1, int(size))
queries = np.fromfile(queries_path, np.float32).reshape(-1, int(size))
k = int(k)
if rival == "usearch":
    import usearch
    from usearch.index import MetricKind, search

    name = f"usearch {usearch.__version__}"

    def one(query):
        search(vectors, query, k, MetricKind.L2sq, exact=True)

else:
    import faiss

    name = f"faiss-cpu {faiss.__version__}, {faiss.omp_get_max_threads()} threads"
    index = faiss.IndexFlatL2(vectors.shape[1])
    index.add(vectors)
    del vectors

    def one(query):
        index.search(query[None], k)


def every():
    for query in queries:
        one(query)


run = seconds(every)
serve(name, lambda: 1000 * run() / len(queries))
