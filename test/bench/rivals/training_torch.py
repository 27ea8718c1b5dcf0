"""Training of topo2vec-4 by PyTorch, by the same optimiser: images a second at its best batch and memory format.

training_torch.py frozen|live says whether batch norms keep their statistics.
"""

import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from serve import fastest, serve

frozen = sys.argv[1] == "frozen"
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


def training(batch, memory_format):
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

    return turn


formats = [torch.channels_last, torch.contiguous_format]
turns = [(batch, training(batch, memory_format)) for memory_format in formats for batch in [128, 256]]
serve(f"PyTorch {torch.__version__}", lambda: max(fastest(batch, turn) for batch, turn in turns))
