"""From settings to a policy and its learner: random weights, ours, or somebody else's."""

import torch

from codeit.domains.grids.domain import GRIDS
from codeit.domains.grids.frames import encoder_named
from codeit.domains.interface import Domain
from codeit.errors import CheckpointError, ConfigError
from codeit.policy.checkpoints import saving
from codeit.policy.checkpoints.folder import is_checkpoint
from codeit.policy.embedded import EmbeddedPolicy
from codeit.policy.interface import LearnerConfig, Policy, PolicyConfig, RepairConfig
from codeit.policy.learning.learner import EmbeddedLearner, ModelLearner
from codeit.policy.network.model import Architecture, PolicyModel, pick_device
from codeit.run.settings.paths import SHIPPED
from codeit.run.trained_on import trained_on
from data.guard import canonical_hash
from data.loading import load_tasks
from data.paths import expanded

__all__ = ["architecture_of", "build", "load_model"]


def build(
    policy: PolicyConfig,
    learner: LearnerConfig,
    seed: int,
    domain: Domain | None = None,
    repair: RepairConfig | None = None,
) -> tuple[Policy, ModelLearner]:
    """See `codeit.policy.build_policy`."""
    domain = domain or GRIDS
    if policy.threads:
        torch.set_num_threads(policy.threads)
    if _is_embedded(policy.checkpoint):
        model = load_model(policy, seed, domain)
        own = EmbeddedLearner(
            model,
            learner,
            policy.positions,
            policy.demonstrations,
            repair,
            encoder_named(policy.encoder, domain),
            policy.plan,
        )
        own.trained_on = _known(policy.checkpoint)
        return EmbeddedPolicy(model, policy), own
    from codeit.policy.pretrained.loading import build_pretrained

    if policy.plan:
        raise ConfigError("policy.plan needs an embedded policy: shipped, none or one of ours")
    return build_pretrained(policy, learner)


def _known(name: str) -> frozenset[str]:
    """Hashes of the tasks that a checkpoint was trained on; the shipped one knows arc1's."""
    if name == "none":
        return frozenset()
    shipped = name == "shipped"
    known = trained_on(SHIPPED if shipped else expanded(name))
    if shipped and not known:
        known = frozenset(map(canonical_hash, load_tasks("arc1", "training").values()))
    return known


def load_model(policy: PolicyConfig, seed: int, domain: Domain = GRIDS) -> PolicyModel:
    """The embedded model that the settings name, on its device. Raises CheckpointError."""
    if policy.checkpoint == "none":
        model = _random_model(architecture_of(policy), seed, domain)
    elif policy.checkpoint == "shipped" and domain is not GRIDS:
        raise CheckpointError(
            f"no policy is shipped for the domain {domain.name}: set policy.checkpoint=none to"
            " begin with random weights, or name the checkpoint of a run of this domain"
        )
    elif policy.checkpoint == "shipped":
        if not is_checkpoint(SHIPPED):
            raise CheckpointError(
                "no policy is shipped with this copy: train one with `codeit pretrain`, or set "
                'policy.checkpoint = "none" to start from random weights'
            )
        model = saving.read(SHIPPED, domain).model(policy.dropout)
    else:
        model = saving.read(expanded(policy.checkpoint), domain).model(policy.dropout)
    return model.to(pick_device(policy.device)).eval()


def architecture_of(policy: PolicyConfig) -> Architecture:
    """The sizes that the settings describe."""
    return Architecture(
        width=policy.width,
        heads=policy.heads,
        feed_forward=policy.feed_forward,
        encoder_layers=policy.encoder_layers,
        decoder_layers=policy.decoder_layers,
        dropout=policy.dropout,
    )


def _random_model(architecture: Architecture, seed: int, domain: Domain) -> PolicyModel:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return PolicyModel(architecture, domain)


def _is_embedded(name: str) -> bool:
    if name in ("shipped", "none"):
        return True
    folder = expanded(name)
    return is_checkpoint(folder) and not (folder / "trainer.json").is_file()
