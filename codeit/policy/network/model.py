"""The embedded model: a small T5 that reads patches and writes program tokens.

`transformers.T5ForConditionalGeneration` holds the weights, so that they load there too; the
arithmetic is written out here because it is several times faster on small models: fused
projections, no bias over the grid positions (places have embeddings of their own, and the bias of
the T5 encoder stays zero), attention without copies. `logits` equals T5's own forward pass to
rounding; a test holds it to that.
"""

import math
import re
from dataclasses import asdict, dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention, T5Block

from codeit.domains.grids.domain import GRIDS
from codeit.domains.interface import Domain
from codeit.domains.words import BEGIN, END, PAD
from codeit.errors import ConfigError
from codeit.policy import launched, processes

__all__ = ["Architecture", "PolicyModel", "pick_device"]


@dataclass(frozen=True, slots=True)
class Architecture:
    """Sizes of the embedded model."""

    width: int = 192
    heads: int = 6
    feed_forward: int = 512
    encoder_layers: int = 3
    decoder_layers: int = 3
    dropout: float = 0.0

    def t5_config(self, vocabulary: int) -> T5Config:
        """The same sizes, and that of the vocabulary, in transformers' words."""
        return T5Config(
            vocab_size=vocabulary,
            d_model=self.width,
            d_kv=self.width // self.heads,
            d_ff=self.feed_forward,
            num_layers=self.encoder_layers,
            num_decoder_layers=self.decoder_layers,
            num_heads=self.heads,
            dropout_rate=self.dropout,
            feed_forward_proj="gated-gelu",
            tie_word_embeddings=True,
            pad_token_id=PAD,
            eos_token_id=END,
            decoder_start_token_id=BEGIN,
        )

    def as_dict(self) -> dict[str, int | float]:
        """The sizes by name."""
        return asdict(self)


def pick_device(name: str) -> torch.device:
    """The device that a setting means; `auto` is a GPU if there is one.

    Of several processes that train together each takes a GPU of its own. Raises ConfigError for
    what is no device, or not there.
    """
    if not re.fullmatch(r"auto|cpu|cuda(:[0-9]+)?", name):
        raise ConfigError(f"policy.device = {name!r}: it is auto, cpu, cuda or cuda:1")
    if name == "cpu" or (name == "auto" and not torch.cuda.is_available()):
        return torch.device("cpu")
    own = launched("LOCAL_RANK")
    number = int(name.partition(":")[2] or own)
    if number >= torch.cuda.device_count():
        raise ConfigError(f"policy.device = {name!r}: torch finds no GPU number {number} here")
    if number != own and processes() > 1:
        raise ConfigError(
            f"policy.device = {name!r}: it is auto, cpu or cuda where several processes train"
        )
    return torch.device("cuda", number)


class PolicyModel(nn.Module):
    """T5 weights, the table of prompt features, and the auxiliary head, for one domain."""

    def __init__(
        self, architecture: Architecture, domain: Domain = GRIDS, table: int | None = None
    ) -> None:
        super().__init__()
        self.domain = domain
        self.architecture = architecture
        self.t5 = T5ForConditionalGeneration(architecture.t5_config(len(domain.words.vocabulary)))
        self.features = nn.Embedding(
            table or domain.prompts.table, architecture.width, padding_idx=0
        )
        self.primitives = nn.Linear(architecture.width, len(domain.words.arities))
        self._initialise()

    def _initialise(self) -> None:
        with torch.no_grad():
            self.features.weight.normal_(0, 0.3)
            self.features.weight[0] = 0
            self.t5.shared.weight.normal_(0, 0.5)
            if self.domain.prompts.alike:
                self._begin_copying()
            bias = _self_attention(self.t5.encoder.block[0]).relative_attention_bias.weight
            bias.zero_()
            bias.requires_grad_(False)

    def _begin_copying(self) -> None:
        """Weights with which the decoder copies what it reads, in order, before it has learnt to.

        Features are embedded as the words that they are alike to. The first layer looks for what
        stands behind the word written last (the turned features say what stands before), and what
        is looked at is passed on as it is. All of it is trained like any other weight.
        """
        width = self.architecture.width
        for feature, token, turn in self.domain.prompts.alike:
            row = self.t5.shared.weight[token]
            self.features.weight[feature] = row.roll(width // 2) if turn else row
        for number, block in enumerate(self.t5.decoder.block):
            other = block.layer[1].EncDecAttention
            basis = nn.init.orthogonal_(torch.empty(width, width))
            other.v.weight.copy_(basis)
            other.o.weight.copy_(basis.T)
            if number == 0:
                match = nn.init.orthogonal_(torch.empty(width, width))
                other.q.weight.copy_(match)
                other.k.weight.copy_(match.roll(width // 2, 1))

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.features.weight.device

    def embed(self, prompts: Tensor) -> Tensor:
        """(batch, positions, width) input embeddings of (batch, positions, FEATURES) numbers.

        Numbers beyond the table of features are words, with the embeddings that the decoder has.
        """
        batch, length, width = prompts.shape
        flat = prompts.reshape(batch * length, width).long()
        table = self.features.weight
        if flat.numel() and int(flat.max()) >= len(table):
            table = torch.cat([table, self.t5.shared.weight])
        rows = F.embedding_bag(flat, table, mode="sum", padding_idx=0)
        return rows.view(batch, length, -1)

    def encode(self, prompts: Tensor) -> tuple[Tensor, Tensor]:
        """Memory (batch, positions, width) and which positions are real (batch, positions).

        Prompts of several frames side by side are read one by one; the memory holds all.
        """
        frames = prompts.shape[2] // self.domain.prompts.features
        if frames > 1:
            apart = torch.cat(prompts.tensor_split(frames, 2))
            memory, real = self.encode(apart)
            return torch.cat(memory.tensor_split(frames), 1), torch.cat(
                real.tensor_split(frames), 1
            )
        real = prompts[:, :, 0] != 0
        x = self._drop(self.embed(prompts))
        mask = real[:, None, None, :]
        for block in self.t5.encoder.block:
            x = x + self._drop(self._attend(cast("T5Block", block), x, mask))
            x = x + self._drop(feed_forward(cast("T5Block", block), x))
        return self._drop(rms_norm(x, self.t5.encoder.final_layer_norm)), real

    def decode(self, memory: Tensor, real: Tensor, given: Tensor) -> Tensor:
        """(batch, length, vocabulary) scores of the token after each of `given` (batch, length)."""
        x = self._drop(F.embedding(given, self.t5.shared.weight))
        length = given.shape[1]
        first = _self_attention(self.t5.decoder.block[0])
        bias = first.compute_bias(length, length)
        ahead = torch.ones(length, length, dtype=torch.bool, device=given.device).triu(1)
        bias = bias.masked_fill(ahead, -math.inf)
        mask = real[:, None, None, :]
        for block in self.t5.decoder.block:
            x = x + self._drop(self._attend(block, x, bias))
            x = x + self._drop(self._look(block, x, memory, mask))
            x = x + self._drop(feed_forward(block, x))
        x = self._drop(rms_norm(x, self.t5.decoder.final_layer_norm))
        return F.linear(x * self.architecture.width**-0.5, self.t5.shared.weight)

    def forward(self, prompts: Tensor, given: Tensor) -> tuple[Tensor, Tensor]:
        """Token scores, and scores (batch, primitives) of which primitives the program uses."""
        memory, real = self.encode(prompts)
        return self.decode(memory, real, given), self._used(memory, real)

    def likely_primitives(self, prompts: Tensor) -> Tensor:
        """(batch, primitives) scores of which primitives the programs of the prompts use."""
        return self._used(*self.encode(prompts))

    def _used(self, memory: Tensor, real: Tensor) -> Tensor:
        weight = real[:, :, None].to(memory.dtype)
        summary = (memory * weight).sum(1) / weight.sum(1)
        scores: Tensor = self.primitives(summary)
        return scores

    def _attend(self, block: T5Block, x: Tensor, mask: Tensor) -> Tensor:
        layer = block.layer[0]
        attention = layer.SelfAttention
        h = rms_norm(x, layer.layer_norm)
        weight = torch.cat([attention.q.weight, attention.k.weight, attention.v.weight])
        q, k, v = self._split(F.linear(h, weight), 3)
        return self._join(q, k, v, mask, attention)

    def _look(self, block: T5Block, x: Tensor, memory: Tensor, mask: Tensor) -> Tensor:
        layer = block.layer[1]
        attention = layer.EncDecAttention
        (q,) = self._split(F.linear(rms_norm(x, layer.layer_norm), attention.q.weight), 1)
        weight = torch.cat([attention.k.weight, attention.v.weight])
        k, v = self._split(F.linear(memory, weight), 2)
        return self._join(q, k, v, mask, attention)

    def _split(self, packed: Tensor, parts: int) -> tuple[Tensor, ...]:
        batch, length, _ = packed.shape
        return packed.view(batch, length, parts, self.architecture.heads, -1).unbind(2)

    def _join(self, q: Tensor, k: Tensor, v: Tensor, mask: Tensor, layer: T5Attention) -> Tensor:
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        if q.is_cuda:
            mask = mask if mask.dtype == torch.bool else mask.to(q.dtype)
            out = F.scaled_dot_product_attention(q, k, v, mask, scale=1.0)
        else:  # twice as fast as the fused kernel on a CPU, whose backward pass is slow
            scores = q @ k.transpose(2, 3)
            if mask.dtype == torch.bool:
                mask = torch.zeros_like(mask, dtype=scores.dtype).masked_fill(~mask, -math.inf)
            out = torch.softmax(scores + mask.to(scores.dtype), -1) @ v
        return F.linear(out.transpose(1, 2).flatten(2), layer.o.weight)

    def _drop(self, x: Tensor) -> Tensor:
        return F.dropout(x, self.architecture.dropout, self.training)


def rms_norm(x: Tensor, norm: nn.Module) -> Tensor:
    """T5's layer norm: scale by the root mean square, no mean, no bias."""
    weight = cast("Tensor", norm.weight)
    epsilon = cast("float", norm.variance_epsilon)
    return F.rms_norm(x, weight.shape, weight, epsilon)


def feed_forward(block: T5Block, x: Tensor) -> Tensor:
    """The gated feed-forward layer of a block, its norm included."""
    layer = block.layer[-1]
    dense = layer.DenseReluDense
    h = rms_norm(x, layer.layer_norm)
    packed = F.linear(h, torch.cat([dense.wi_0.weight, dense.wi_1.weight]))
    gate, value = packed.chunk(2, -1)
    return F.linear(F.gelu(gate, approximate="tanh") * value, dense.wo.weight)


def _self_attention(block: T5Block) -> T5Attention:
    return block.layer[0].SelfAttention
