"""The matrix product that decisions of a head over a layer are made of, by NumPy: whole float32 embeddings times support vectors."""

import sys

import numpy
from serve import seconds, serve

cells, vectors, values = map(int, sys.argv[1:])
random = numpy.random.default_rng(0)
embeddings = random.random((cells, values), dtype=numpy.float32)
support = random.random((values, vectors), dtype=numpy.float32)
out = numpy.empty((cells, vectors), dtype=numpy.float32)
serve(f"NumPy {numpy.__version__}, the matrix product alone", seconds(lambda: numpy.matmul(embeddings, support, out=out)))
