"""Attacks checkpoints of another vocabulary: rows follow their words, new words start neutral."""

import json
from pathlib import Path

import pytest
import torch
from policy_toys import quick_policy, tiny_model

from arc_dsl.constants import CONSTANTS
from arc_dsl.program import INPUT
from arc_dsl.signatures import SIGNATURES
from codeit.domains.grids.domain import GRIDS, Grids
from codeit.domains.words import ClosedWords
from codeit.errors import CheckpointError
from codeit.policy import build_policy
from codeit.policy.checkpoints import saving
from codeit.policy.checkpoints.folder import MANIFEST, read_files, write_files
from codeit.policy.checkpoints.saving import read, write
from codeit.policy.checkpoints.word_rows import SavedWords
from codeit.run.settings.paths import SHIPPED

ARITIES = {name: signature.arity for name, signature in SIGNATURES.items()}
NAMES = (*CONSTANTS, INPUT)


class Changed(Grids):
    """The grid language with a primitive more in the middle, and without another."""

    @property
    def words(self) -> ClosedWords:
        first = {n: a for n, a in list(ARITIES.items())[:50] if n != "halve"}
        return ClosedWords({**first, "brandnew": 2, **ARITIES}, NAMES)


def test_rows_follow_their_words_and_a_new_word_starts_in_the_middle(tmp_path: Path) -> None:
    model = tiny_model()
    slots = {"t5.shared.weight/exp_avg": torch.ones_like(model.t5.shared.weight)}
    write(tmp_path / "old", model, slots)
    now = Changed()
    found = read(tmp_path / "old", now)
    again = found.model()
    then, today = GRIDS.words.numbers, now.words.numbers
    for word in ("<end>", "add", "rot90", "fill", "ZERO", "x64"):
        assert torch.equal(again.t5.shared.weight[today[word]], model.t5.shared.weight[then[word]])
    mean = model.t5.shared.weight.mean(0)
    assert torch.allclose(again.t5.shared.weight[today["brandnew"]], mean, atol=1e-6)
    places = {name: place for place, name in enumerate(now.words.arities)}
    head, old = again.primitives.weight, model.primitives.weight
    assert torch.equal(head[places["fill"]], old[list(ARITIES).index("fill")])
    assert again.primitives.bias.shape == (len(now.words.arities),)
    moved = found.optimizer["t5.shared.weight/exp_avg"]
    assert moved[today["fill"]].eq(1).all()
    assert moved[today["brandnew"]].eq(0).all()


def test_the_shipped_policy_says_its_words_and_survives_a_new_primitive() -> None:
    state = json.loads((SHIPPED / "state.json").read_text())
    assert set(state["words"]) >= {"fill", "objects", "x1", "<far>"}
    grown = read(SHIPPED, Changed()).model()
    shipped = read(SHIPPED).model()
    then, today = GRIDS.words.numbers, Changed().words.numbers
    kept, rows = shipped.t5.shared.weight, grown.t5.shared.weight
    assert torch.equal(rows[today["paint"]], kept[then["paint"]])


def test_another_domain_is_refused(tmp_path: Path) -> None:
    class Elsewhere(Grids):
        @property
        def name(self) -> str:
            return "elsewhere"

    write(tmp_path / "kept", tiny_model())
    with pytest.raises(CheckpointError, match="another vocabulary"):
        read(tmp_path / "kept", Elsewhere())


def test_a_checkpoint_from_before_words_were_kept_is_read_if_nothing_changed(
    tmp_path: Path,
) -> None:
    write(tmp_path / "kept", tiny_model())
    files = read_files(tmp_path / "kept")
    state = json.loads(files["state.json"])
    words, prompts = GRIDS.words.vocabulary, GRIDS.prompts
    old = {
        "architecture": state["architecture"],
        "numbers": {},
        "meaning": saving._digest([words, prompts.features, prompts.table]),
    }
    manifest = MANIFEST
    files = {n: c for n, c in files.items() if n != manifest}
    write_files(tmp_path / "old", {**files, "state.json": json.dumps(old).encode()})
    assert read(tmp_path / "old").architecture == read(tmp_path / "kept").architecture
    with pytest.raises(CheckpointError, match="another vocabulary"):
        read(tmp_path / "old", Changed())
    assert build_policy(quick_policy(checkpoint=str(tmp_path / "old"))) is not None


def test_nothing_moves_while_the_words_are_the_same() -> None:
    words = SavedWords.of(GRIDS.words)
    weights = {"t5.shared.weight": torch.rand(len(words.vocabulary), 3)}
    assert words.weights(weights, words)["t5.shared.weight"] is weights["t5.shared.weight"]
