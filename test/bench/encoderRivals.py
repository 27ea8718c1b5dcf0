#!/usr/bin/env python3
"""Rivals of encoderBench.ts: prints {"perSecond": …}, the best of many short turns.

onnxruntime FOLDER SECONDS: the encoder of FOLDER/weights.json at its best batch, held against FOLDER/embeddings.f32
torch frozen|live SECONDS: training of topo2vec-4 at its best batch and memory format, by the same optimiser
"""
import json
import os
import sys
import time


def fastest(items, turn, seconds):
    turn()
    least, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        turn()
        least = min(least, time.perf_counter() - start)
    return items / least


def onnxruntime(folder, seconds):
    import numpy as np
    import onnx
    import onnxruntime as ort
    from onnx import TensorProto, helper, numpy_helper

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
    batches = [256, 1024, 4096]
    return max(fastest(n, lambda n=n: session.run(None, {"x": x[:n]}), seconds / len(batches)) for n in batches)


def torch(frozen, seconds):
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    torch.manual_seed(0)

    def blk(i,o,relu=True): 
      l=[nn.Conv2d(i,o,3,padding=1,bias=False),nn.BatchNorm2d(o)]
      if relu: l.append(nn.ReLU(inplace=True))
      return l
    class Net(nn.Module):
      def __init__(s):
        super().__init__(); e=[];c=1
        for n,f in enumerate([8,16,32,64,128]):
          e+=blk(c,f)+blk(f,f,n<4); c=f
          if n<4: e.append(nn.MaxPool2d(2))
        d=[]
        for f in [64,32,16,8,4,2]: d+= [nn.Upsample(scale_factor=2,mode='bilinear',align_corners=False)]+blk(c,f)+blk(f,f); c=f
        d.append(nn.Conv2d(c,1,1)); s.e=nn.Sequential(*e); s.d=nn.Sequential(*d)
      def forward(s,x): z=s.e(x); return s.d(z),z
    A,Bc,C=3.4445,-4.775,2.0315
    class Muon:
      def __init__(s,net,lr):
        ks=[p for p in net.parameters() if p.dim()==4 and p.shape[2]==3]; s.lr=lr; s.groups={}
        for p in ks: s.groups.setdefault(max(32,p.shape[0]),[]).append(p)
        s.m={p:torch.zeros_like(p) for p in ks}; ids=set(map(id,ks)); s.adam=torch.optim.Adam([p for p in net.parameters() if id(p) not in ids],lr=lr,fused=True)
      @torch.no_grad()
      def step(s):
        s.adam.step()
        for cols,ps in s.groups.items():
          gs=[p.grad for p in ps]; ms=[s.m[p] for p in ps]; torch._foreach_lerp_(ms,gs,0.05); la=torch._foreach_lerp(ms,gs,0.05); nr=torch._foreach_norm(la); torch._foreach_div_(la,[n+1e-7 for n in nr])
          rows=max(p[0].numel() for p in ps); X=torch.zeros(len(ps),rows,cols)
          for k,(a,p) in enumerate(zip(la,ps)): X[k,:p[0].numel(),:p.shape[0]]=a.reshape(p.shape[0],-1).T
          G=X.mT@X; P=None; I=torch.eye(cols)
          for i in range(5):
            f=torch.baddbmm(A*I+Bc*G,G,G,alpha=C); P=f if P is None else P@f
            if i<4: G=f@G@f
          X=X@P
          for k,p in enumerate(ps): p.mul_(1-s.lr*2*0.05).sub_((X[k,:p[0].numel(),:p.shape[0]].T).reshape(p.shape),alpha=s.lr*2*0.2*max(p[0].numel(),p.shape[0])**.5)

    best = 0
    formats = [torch.channels_last, torch.contiguous_format]
    for memory_format in formats:
        for batch in [128, 256]:
            net = Net().train(not frozen).to(memory_format=memory_format)
            optimiser = Muon(net, 4e-3)
            x, y = torch.rand(batch, 1, 17, 17), torch.rand(batch, 1, 64, 64)

            def turn():
                net.zero_grad(set_to_none=True)
                generated, embedding = net(x)
                loss = F.l1_loss(generated, y) + embedding.mean(0).square().mean()
                loss.backward()
                optimiser.step()
                loss.item()

            best = max(best, fastest(batch, turn, seconds / 4))
    return best


kind, what, seconds = sys.argv[1:4]
per_second = onnxruntime(what, float(seconds)) if kind == "onnxruntime" else torch(what == "frozen", float(seconds))
print(json.dumps({"perSecond": per_second}))
