"""Write a trained network as the files that the reader opens.

    python training/export.py CHECKPOINT --out FOLDER [--version 1] [--chosen chosen.json] [--check DEV.jsonl]

FOLDER gets ``reader.onnx`` (8-bit whole numbers, about 25 MB), ``vocabulary.txt`` and ``reader.json``. Before that, the
network in full precision is held against PyTorch. With ``--check``, so are the 8-bit network's codes.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from batches import inputs
from evaluate import numbers, readings, sights
from examples import Example, coded, load_codings, vocabulary
from network import Network, Outputs, base_folder, load
from noctuary.coding import Reading
from noctuary.reading.model.decode import Sight, Weights
from noctuary.reading.model.encoder import Encoder
from noctuary.reading.model.layout import COLUMNS, SLOTS
from noctuary.reading.model.manifest import MANIFEST, NETWORK, VOCABULARY, Manifest, layout
from noctuary.reading.model.words import Vocabulary

OPSET = 17
CHECKED = 30
CLOSE = 1e-4
EVENED = 0.7
"""How much of the inputs' size goes over to the weights: 0 none, 1 all."""

# Small enough to stay in full precision: what codes are read off.
HEADS = ("told", "lists", "words", "queries", "keys", "attention", "embedding")


class _FusedAttention(torch.autograd.Function):
    """Attention as the one operator that onnxruntime has for it, which also exists in 8-bit numbers."""

    @staticmethod
    def symbolic(graph: Any, states: Any, weight: Any, bias: Any, heads: int) -> Any:
        """Return the operator."""
        return graph.op("com.microsoft::Attention", states, weight, bias, num_heads_i=heads).setType(
            states.type()
        )

    @staticmethod
    def forward(_context: Any, states: Tensor, weight: Tensor, bias: Tensor, heads: int) -> Tensor:
        """Compute the same."""
        dreams, pieces, width = states.shape
        parts = (states @ weight + bias).view(dreams, pieces, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        return nn.functional.scaled_dot_product_attention(*parts).transpose(1, 2).reshape(states.shape)


class _Attention(nn.Module):
    """The attention of one layer; its three matrices as one."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        parts = (layer.query, layer.key, layer.value)
        self.weight = nn.Parameter(torch.cat([part.weight.T for part in parts], 1))
        self.bias = nn.Parameter(torch.cat([part.bias for part in parts]))
        self.heads = layer.num_attention_heads

    def forward(self, states: Tensor, *_: Any, **__: Any) -> tuple[Tensor, None]:
        """Return the states, and no weights of attention."""
        return _FusedAttention.apply(states, self.weight, self.bias, self.heads), None


class _Vectors(nn.Module):
    """A table of vectors in 8-bit numbers, each vector with a scale of its own."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        scale = table.weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("vectors", (table.weight / scale).round().to(torch.int8))

    def forward(self, numbers: Tensor) -> Tensor:
        """Look vectors up."""
        return self.vectors[numbers].float() * self.scale[numbers]


class _Evened(nn.Module):
    """A linear layer after some of its inputs' size has gone over to its weights; it says the same.

    A few inputs are many times larger than the others. In 8-bit numbers, which are scaled by the largest, the others
    would be rounded away (Xiao et al. 2023, SmoothQuant).
    """

    def __init__(self, layer: nn.Linear, peaks: Tensor) -> None:
        super().__init__()
        weights = layer.weight.abs().amax(0).clamp_min(1e-5)
        scale = peaks.clamp_min(1e-5) ** EVENED / weights ** (1 - EVENED)
        self.register_buffer("shrink", 1 / scale)
        self.layer = copy.deepcopy(layer)
        self.layer.weight.data *= scale

    def forward(self, states: Tensor) -> Tensor:
        """Compute the same as the layer."""
        return self.layer(states * self.shrink)


def peaks(network: Network, examples: Sequence[Example]) -> list[Tensor]:
    """Return how large each input of the second feed-forward matrix of each layer gets."""
    layers = [layer.output.dense for layer in network.encoder.encoder.layer]
    found = [torch.zeros(layer.in_features) for layer in layers]

    def noting(peak: Tensor) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def note(_: nn.Module, given: tuple[Tensor]) -> None:
            peak.copy_(torch.maximum(peak, given[0].abs().flatten(0, -2).amax(0)))

        return note

    hooks = [layer.register_forward_pre_hook(noting(peak)) for layer, peak in zip(layers, found, strict=True)]
    sights(network, examples)
    for hook in hooks:
        hook.remove()
    return found


class _Unmasked(nn.Module):
    """The encoder where all pieces are real."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.embeddings = encoder.embeddings

    def forward(self, inputs_embeds: Tensor, attention_mask: Tensor) -> Any:  # noqa: ARG002
        """Read all."""
        return self.encoder(inputs_embeds=inputs_embeds)


class _Alone(nn.Module):
    """The network as it is shipped: for one window at a time, so that nothing is padded and nothing masked."""

    def __init__(self, network: Network, sizes: Sequence[Tensor] | None) -> None:
        super().__init__()
        self.network = copy.deepcopy(network).eval()
        encoder = self.network.encoder
        for layer in encoder.encoder.layer:
            layer.attention.self = _Attention(layer.attention.self)
        if sizes is not None:
            for layer, size in zip(encoder.encoder.layer, sizes, strict=True):
                layer.output.dense = _Evened(layer.output.dense, size)
            tables = encoder.embeddings
            tables.word_embeddings = _Vectors(tables.word_embeddings)
            tables.position_embeddings = _Vectors(tables.position_embeddings)
        self.network.encoder = _Unmasked(encoder)

    def forward(self, pieces: Tensor, firsts: Tensor, owners: Tensor, told: Tensor) -> tuple[Tensor, ...]:
        """Read one window."""
        real = torch.ones_like(firsts)
        return tuple(self.network(pieces, torch.ones_like(pieces), firsts, owners, told, real))


def trace(network: Network, example: Example, path: Path, sizes: Sequence[Tensor] | None = None) -> None:
    """Write the network as ONNX; given the `sizes` of what goes through it, ready for 8-bit numbers."""
    given = {name: value for name, value in inputs([example]).items() if name not in ("mask", "real")}
    pieces, words = {1: "pieces"}, {1: "words"}
    torch.onnx.export(
        _Alone(network, sizes),
        tuple(given.values()),
        str(path),
        input_names=list(given),
        output_names=list(Outputs._fields),
        dynamic_axes={
            "pieces": pieces,
            "owners": pieces,
            **dict.fromkeys(("firsts", "told", "words", "queries", "keys"), words),
        },
        opset_version=OPSET,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )


def quantize(traced: Path, path: Path) -> None:
    """Write the network with its large matrices in 8-bit numbers.

    A bit of the matrices is left free: processors without instructions of their own for such numbers add up pairs of
    products in 16 bits, which would overflow there and read otherwise than elsewhere.
    """
    nodes = onnx.load(str(traced)).graph.node
    heads = tuple(f"/network/{head}/" for head in HEADS)
    quantize_dynamic(
        traced,
        path,
        op_types_to_quantize=["MatMul", "Attention"],
        nodes_to_exclude=[node.name for node in nodes if node.name.startswith(heads)],
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def seen(path: Path, pieces: Vocabulary, examples: Sequence[Example]) -> dict[str, Sight]:
    """Return what a written network says of each example, by id."""
    encoder = Encoder(path.read_bytes(), pieces)
    return {e.id: encoder.see(e.text.words[: len(e)], e.told[: len(e)].astype(np.float32)) for e in examples}


def farthest(one: Mapping[str, Sight], other: Mapping[str, Sight]) -> float:
    """Return the largest difference anywhere in what two networks say."""
    pairs = [(a, b) for name in one for a, b in zip(one[name], other[name], strict=True)]
    return max(float(np.abs(a - b).max()) for a, b in pairs)


def compared(exact: Mapping[str, Sight], small: Mapping[str, Sight], least: float) -> Iterator[str]:
    """Yield how the 8-bit network differs, a line each: logits, decisions, embeddings."""
    one, other = (np.concatenate([found[name].words for name in exact]) for found in (exact, small))
    tags = COLUMNS["tags"]
    apart = np.abs(one[:, tags] - other[:, tags])
    yield f"tag logits: {apart.mean():.4f} apart in the mean, {apart.max():.3f} at most"
    bound = np.log(least / (1 - least))
    carried = [logits[:, tags] >= bound for logits in (one, other)]
    yield f"tags: {(carried[0] != carried[1]).sum()} decided otherwise, beside {carried[0].sum()} carried"
    marked = carried[0].any(1)
    for slot in SLOTS:
        best = [logits[marked, COLUMNS[slot]].argmax(1) for logits in (one, other)]
        yield f"{slot}: {(best[0] != best[1]).sum()} of {marked.sum()} marked words decided otherwise"
    along = [float(exact[name].embedding @ small[name].embedding) for name in exact]
    yield f"embeddings: cosine {min(along):.4f} at least"


def shared(one: Mapping[str, Reading], other: Mapping[str, Reading]) -> str:
    """Return how many codes two networks give alike."""
    counts = [
        [Counter(str(coding.code) for coding in found[name].codings) for name in one]
        for found in (one, other)
    ]
    both = sum((a & b).total() for a, b in zip(*counts, strict=True))
    sizes = [sum(count.total() for count in found) for found in counts]
    return f"codes: {sizes[0]} in full precision, {sizes[1]} in 8 bits, {both} alike"


def export(
    network: Network, examples: Sequence[Example], out: Path, *, version: str, chosen: Mapping[str, Any]
) -> None:
    """Write the files of the model, scaled for dreams like the examples.

    Raises
    ------
    ValueError
        If the written network says something else than PyTorch's, before anything is rounded.
    """
    out.mkdir(parents=True, exist_ok=True)
    pieces = vocabulary(base_folder())
    example = examples[0]
    with tempfile.TemporaryDirectory() as folder:
        full, small = Path(folder) / "full.onnx", Path(folder) / "small.onnx"
        trace(network, example, full)
        apart = farthest(sights(network, [example]), seen(full, pieces, [example]))
        if apart > CLOSE:
            raise ValueError(f"The written network is {apart:.5f} away from PyTorch's, more than {CLOSE}.")
        trace(network, example, small, peaks(network, examples))
        quantize(small, out / NETWORK)
    shutil.copyfile(base_folder() / "vocab.txt", out / VOCABULARY)
    hashes = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in (NETWORK, VOCABULARY)}
    manifest = {
        "version": version,
        "layout": layout(),
        "sha256": hashes,
        "weights": numbers(network, chosen),
    }
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {(out / NETWORK).stat().st_size / 1e6:.1f} MB; {apart:.6f} from PyTorch before rounding")


def check(network: Network, out: Path, codings: Path) -> None:
    """Print how the written model differs from the network, on the first dreams of some hand codings."""
    pieces = vocabulary(base_folder())
    examples = coded(islice(load_codings(codings), CHECKED), pieces)
    weights = Weights.read(Manifest.read(out).weights)
    exact, small = sights(network, examples), seen(out / NETWORK, pieces, examples)
    for line in compared(exact, small, min(weights.least.values())):
        print(line)
    print(shared(readings(examples, exact, weights), readings(examples, small, weights)))


def main() -> None:
    """Write the model, and check it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument(
        "--codings", type=Path, required=True, help="dreams that tell how large the network's numbers get"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="1", help="of the model: goes up with each that is shipped")
    parser.add_argument(
        "--chosen", type=Path, help="how codes are chosen, where that was settled on dreams held back"
    )
    parser.add_argument(
        "--check", type=Path, help="hand codings on which to compare the model with the network"
    )
    options = parser.parse_args()
    network = load(options.checkpoint)
    examples = coded(islice(load_codings(options.codings), CHECKED), vocabulary(base_folder()))
    chosen = json.loads(options.chosen.read_text(encoding="utf-8")) if options.chosen else {}
    export(network, examples, options.out, version=options.version, chosen=chosen)
    if options.check:
        check(network, options.out, options.check)


if __name__ == "__main__":
    main()
