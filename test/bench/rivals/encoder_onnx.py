"""The encoder of FOLDER/weights.json by onnxruntime, checked against FOLDER/embeddings.f32: patches a second at its best batch."""

import json
import os
import sys

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from serve import fastest, serve

folder = sys.argv[1]
with open(os.path.join(folder, "weights.json")) as file:
    stored = {k: np.array(v["values"], np.float32).reshape(v["shape"]) for k, v in json.load(file).items()}
nodes, weights, y = [], [], "x"
for stage in range(5):
    for block in range(2):
        name = f"encoder/{stage}/{block}"
        kernel = np.ascontiguousarray(stored[name + "/kernel"].transpose(3, 2, 0, 1))
        weights += [numpy_helper.from_array(kernel, name + "k"), numpy_helper.from_array(stored[name + "/bias"], name + "b")]
        nodes.append(helper.make_node("Conv", [y, name + "k", name + "b"], [name], kernel_shape=[3, 3], pads=[1, 1, 1, 1]))
        y = name
        if (stage, block) != (4, 1):
            nodes.append(helper.make_node("Relu", [y], [name + "r"]))
            y = name + "r"
    if stage < 4:
        nodes.append(helper.make_node("MaxPool", [y], [f"p{stage}"], kernel_shape=[2, 2], strides=[2, 2]))
        y = f"p{stage}"
inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 17, 17])]
outputs = [helper.make_tensor_value_info(y, TensorProto.FLOAT, ["n", 128, 1, 1])]
graph = helper.make_graph(nodes, "encoder", inputs, outputs, weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
read = lambda name, shape: np.fromfile(os.path.join(folder, name), np.float32).reshape(shape)
wanted = read("embeddings.f32", (-1, 128))
found = session.run(None, {"x": read("patches.f32", (-1, 1, 17, 17))})[0].reshape(-1, 128)
assert np.abs(found - wanted).max() < 1e-5 * max(1, np.abs(wanted).max()), "other embeddings"
x = np.random.default_rng(1).random((4096, 1, 17, 17), np.float32)
serve(
    f"onnxruntime {ort.__version__}",
    lambda: max(fastest(n, lambda n=n: session.run(None, {"x": x[:n]})) for n in [256, 1024, 4096]),
)
