"""The verb `pretrain`: train a policy before any run."""

from pathlib import Path
from typing import Annotated

import typer

from codeit.cli.console import console, say

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command("pretrain")(pretrain)


def pretrain(
    out: Annotated[Path, typer.Argument(help="Folder for checkpoints and figures.")],
    minutes: Annotated[float, typer.Option(help="Wall-clock time to train.", min=0.01)] = 60.0,
    resume: Annotated[
        bool, typer.Option(help="Continue from the newest checkpoint in it.")
    ] = False,
    tasks: Annotated[
        str,
        typer.Option(help="arc1:training, or a folder or file that holds no evaluation task."),
    ] = "arc1:training",
    seeds: Annotated[
        Path | None,
        typer.Option(help="Programs to grow others from; the packaged ones if not given."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Every generator is derived from it.", min=0)] = 17,
    threads: Annotated[
        int, typer.Option(help="Threads of the learner; 0: torch's choice.", min=0)
    ] = 1,
    producers: Annotated[int, typer.Option(help="Processes that make examples.", min=1)] = 2,
    held_out: Annotated[
        float,
        typer.Option(help="Share of the solved tasks that training never sees.", min=0, max=0.9),
    ] = 0.2,
    hold_out: Annotated[
        str,
        typer.Option(
            help="Training tasks it must not know, with their seeds and kin: a file of ids, a"
            " share, or a number; the same as a run's data.hold_out."
        ),
    ] = "",
    start: Annotated[
        str, typer.Option(help="Weights to begin with: a checkpoint's folder, or none.")
    ] = "none",
    learning_rate: Annotated[
        float, typer.Option(help="Its peak; it falls to a twentieth by a cosine.", min=1e-6)
    ] = 1.5e-3,
) -> None:
    """Train a policy from nothing on a never-ending stream of new programs.

    Programs are composed, crossed and mutated from the seeds while training, run on inputs of
    training tasks, and relabelled in hindsight; none is shown twice. A share of the solved tasks
    is held out and measured on. Use the result with --set policy.checkpoint=OUT/final.

    Example:
        codeit pretrain policies/mine --minutes 60
    """
    from codeit.policy import processes
    from codeit.policy.interface import LearnerConfig, PolicyConfig
    from codeit.policy.memory import cap_kernel_cache
    from codeit.pretraining.pretrain import LEARNER, POLICY, PretrainConfig, accompany
    from codeit.pretraining.pretrain import pretrain as train

    cap_kernel_cache()
    config = PretrainConfig(
        held_out=held_out,
        hold_out=hold_out,
        policy=PolicyConfig(**POLICY.model_dump() | {"checkpoint": start}),
        learner=LearnerConfig(
            **LEARNER.model_dump()
            | {"learning_rate": learning_rate, "distributed": processes() > 1}
        ),
        out=out,
        minutes=minutes,
        resume=resume,
        tasks=tasks,
        seeds=seeds,
        seed=seed,
        threads=threads,
        producers=producers,
    )
    if accompany(config):
        return
    screen = console()
    with screen.status(f"pretraining for {minutes:g} minutes"):
        report = train(config, lambda row: screen.print(_figures(row)))
    say(f"wrote {report.checkpoint}; figures in {out / 'metrics.jsonl'}")


def _figures(row: dict[str, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in row.items())
