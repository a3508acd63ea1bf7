"""Attacks memory: batches too large at once, kernels kept without end, old types beside new."""

import os

import numpy as np
import pytest
from policy_toys import quick_learner, quick_policy, tiny_model

from arc_dsl.types import contexts
from codeit.domains.grids.patches import FEATURES
from codeit.policy import build_policy
from codeit.policy.decoding.constraint import Tree
from codeit.policy.learning.collate import collate
from codeit.policy.learning.examples import Example
from codeit.policy.learning.training import Trainer


@pytest.mark.parametrize(("examples", "parts"), [(0, 1), (100, 1), (4, 2), (3, 3), (0.1, 8)])
def test_a_batch_is_divided_by_its_positions(examples: float, parts: int) -> None:
    batch = collate([Example(np.ones((5, FEATURES), np.int16), (7, 2))] * 8)
    width = batch.prompts.shape[1] + batch.labels.shape[1]
    config = quick_learner(batch_size=8, micro_positions=int(examples * width))
    spans = Trainer(tiny_model(), config)._spans(batch)
    assert len(spans) == parts
    assert [0, *(stop for _, stop in spans)] == [*(start for start, _ in spans), 8]


def test_building_a_policy_caps_the_cache_of_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", raising=False)
    build_policy(quick_policy())
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "64"
    monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "9")
    build_policy(quick_policy())
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "9", "who sets it knows better"


def test_the_tree_begins_anew_when_types_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree("types", 2)
    root = tree.root()
    assert tree.root() is root
    monkeypatch.setattr(contexts, "_generation", contexts._generation + 1)
    assert tree.root() is not root
    assert tree.root() is tree.root()
