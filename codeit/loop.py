"""The method: propose, execute, relabel, store, learn; and again (CodeIt, algorithm 1).

A meta-iteration has two steps, each saved whole when it ends: *gather* (propose, execute, relabel,
store: one transaction) and *learn* (draw, fine-tune, checkpoint, figures). A run that is killed
repeats at most the step it was in, with the same generators, and ends as if nothing had happened.
Meta-iteration 0 tries the seeds.
"""

import time
from collections.abc import Sequence

from buffer.experience import Experience, MetaIteration, Origin, Solution
from codeit.policy.interface import LearnReport
from codeit.reporting import Reporter
from codeit.results import rows
from codeit.results.evaluation import Judge
from codeit.results.metrics import write_events, write_jsonl
from codeit.rng import derive
from codeit.run import checkpoints
from codeit.run.assembling import Parts
from codeit.run.config import LoopConfig
from codeit.run.state import LOOP, LoopState
from codeit.stages.execute import Trial, execute
from codeit.stages.propose import propose, propose_seeds
from codeit.stages.relabel import relabel

__all__ = ["go_on"]


def go_on(parts: Parts, judge: Judge, reporter: Reporter) -> None:
    """Do what is left of the run: all of it for a new one, nothing for a finished one."""
    state = LoopState.parse(parts.buffer.state(LOOP))
    finished = parts.buffer.meta_iterations()
    checkpoints.sweep(parts.folder)
    bring_up_to_date(parts)
    for done in finished:
        reporter.row(done.figures)
    checkpoints.restore(parts.learner, parts.folder, finished)
    for number in range(len(finished), parts.config.loop.meta_iterations + 1):
        began = time.monotonic()
        if state.gathered < number:
            state = gather(number, state, parts, reporter)
        report = learn(number, parts, reporter)
        conclude(state, report, parts, judge, reporter, time.monotonic() - began)


def gather(number: int, state: LoopState, parts: Parts, reporter: Reporter) -> LoopState:
    """Propose, execute, relabel and store; the state after it is saved with it."""
    tasks = parts.sources.tasks
    proposal = propose(number, state, parts, reporter) if number else propose_seeds(parts, reporter)
    with reporter.stage("executing") as advance:
        trials = list(execute(proposal.candidates, tasks, parts.pool, advance))
    sampled_by = checkpoints.in_use(parts.config, parts.buffer.meta_iterations())
    measured = parts.config.buffer.length_measure == "bits"
    relabelled = [
        relabel(
            t.candidate,
            tasks[t.candidate.task_id],
            t.outcomes,
            number,
            sampled_by,
            measured=measured,
        )
        for t in trials
    ]
    experiences = [experience for experience in relabelled if experience is not None]
    searched = [e for e in experiences if e.task_id in parts.sources.search]
    after = state.after(number, proposal.executed, searched)
    after.figures = rows.of_gathering(proposal, trials, tasks)
    with reporter.stage("storing"), parts.buffer.transaction():
        store(trials, experiences, after, parts)
    return after


def store(
    trials: Sequence[Trial], experiences: Sequence[Experience], state: LoopState, parts: Parts
) -> None:
    """Everything that a gathering leaves; called within one transaction."""
    buffer, loop = parts.buffer, parts.config.loop
    buffer.add(e for e in experiences if _enters(e, loop))
    for origin in Origin:
        if counts := rows.outcome_counts(trials, origin):
            buffer.record_outcomes(state.gathered, origin, counts)
    for e in experiences:
        if e.solves_demonstrations and e.task_id in parts.sources.search:
            buffer.record_solution(
                Solution(e.task_id, e.program, e.origin, e.meta_iteration, state.executed)
            )
    buffer.set_state(LOOP, state.dump())


def _enters(experience: Experience, loop: LoopConfig) -> bool:
    """Whether the ablations let an experience into the buffer."""
    if experience.origin is Origin.POLICY and not loop.expert_iteration:
        return False  # A1
    return loop.relabel or experience.solves_demonstrations  # A2


def learn(number: int, parts: Parts, reporter: Reporter) -> LearnReport | None:
    """Draw by priority, fine-tune, and write the checkpoint; None if there was nothing to do."""
    batch = draw(number, parts)
    if not number or not batch:
        return None
    seed = derive(parts.config.seed, "learn", number)
    with reporter.stage("learning") as advance:
        report = parts.learner.learn(
            batch, parts.sources.tasks, seed, lambda _, done, total: advance(done, total)
        )
    checkpoints.save(parts.learner, parts.folder, number)
    return report


def draw(number: int, parts: Parts) -> list[Experience]:
    """The prioritised draw: part from search tasks, the rest from training tasks.

    Where one side has too little the other makes up for it.
    """
    buffer, loop = parts.buffer, parts.config.loop
    searched = set(parts.sources.search)
    trained = set(parts.sources.training) - searched
    held = {
        True: buffer.count(tasks=searched),
        False: buffer.count(tasks=trained),
    }
    wanted = round(loop.draw * loop.found_share)
    found = min(held[True], max(wanted, loop.draw - held[False]))
    given = min(held[False], loop.draw - found)
    seed = parts.config.seed
    return [
        *(buffer.draw(found, tasks=searched, seed=derive(seed, "found", number)) if found else ()),
        *(buffer.draw(given, tasks=trained, seed=derive(seed, "given", number)) if given else ()),
    ]


def conclude(
    state: LoopState,
    report: LearnReport | None,
    parts: Parts,
    judge: Judge,
    reporter: Reporter,
    seconds: float,
) -> None:
    """Judge, record the meta-iteration, and tell people. Nothing of it is read by the loop."""
    number = state.gathered
    with reporter.stage("judging"):
        row = rows.of_iteration(state, report, parts, judge, seconds)
        right = judge.solved(state.leaders)
    checkpoint = parts.folder.checkpoint(number).name if report else None
    recorded = {(s.task_id, s.program) for s in parts.buffer.solutions()}
    with parts.buffer.transaction():
        for task_id, program in right.items():
            if (task_id, program) in recorded:
                parts.buffer.mark_solution(task_id, program, solves_tests=True)
        parts.buffer.finish_meta_iteration(MetaIteration(number, row, checkpoint=checkpoint))
    reporter.row(row)
    bring_up_to_date(parts)


def bring_up_to_date(parts: Parts) -> None:
    """Make the folder say what the database says; a kill between the two is mended by the next."""
    finished = parts.buffer.meta_iterations()
    write_jsonl(parts.folder.metrics, [done.figures for done in finished])
    write_events(parts.folder.events, finished)
    checkpoints.prune(parts.folder, finished, parts.config.loop.keep_checkpoints)
