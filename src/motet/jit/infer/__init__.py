"""Type inference: what each specialisation of a function computes with."""

from motet.jit.infer.inference import Inference
from motet.jit.infer.inst import Inst

__all__ = ["Inference", "Inst"]
