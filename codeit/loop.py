"""The method: propose, execute, relabel, store, learn; and again (CodeIt, algorithm 1).

A meta-iteration has two steps, each saved whole when it ends: *gather* (propose, execute, relabel,
store: one transaction) and *learn* (draw, fine-tune, checkpoint, figures). A run that is killed
repeats at most the step it was in, with the same generators, and ends as if nothing had happened.
Meta-iteration 0 tries the seeds.
"""

import time
from dataclasses import replace

from buffer.experience import Origin
from buffer.persisting import persist
from codeit.policy.interface import LearnReport
from codeit.policy.memory import give_back
from codeit.proposers.interface import Proposal, joined
from codeit.reporting import Reporter
from codeit.results import rows
from codeit.results.examiner import Examiner
from codeit.results.metrics import write_events, write_jsonl
from codeit.rng import derive
from codeit.run import checkpoints
from codeit.run.assembling import Parts
from codeit.run.effort import cpu_seconds
from codeit.run.state import LOOP, LoopState
from codeit.stages.behaviours import behaviours
from codeit.stages.confirming import confirmed
from codeit.stages.descriptions import descriptions
from codeit.stages.draw import Drawn, Side, draw
from codeit.stages.execute import Trial, execute_all
from codeit.stages.firsts import Firsts
from codeit.stages.judge import judge
from codeit.stages.likelihoods import likelihoods
from codeit.stages.propose import budgets, propose
from codeit.stages.relabel import relabel_all
from codeit.stages.store import store
from codeit.stages.views import views

__all__ = ["go_on"]


def go_on(parts: Parts, examiner: Examiner, reporter: Reporter) -> None:
    """Do what is left of the run: all of it for a new one, nothing for a finished one."""
    state = LoopState.parse(parts.buffer.state(LOOP), parts.ranker)
    finished = parts.buffer.meta_iterations()
    checkpoints.sweep(parts.folder)
    bring_up_to_date(parts)
    for done in finished:
        reporter.row(done.figures)
    checkpoints.restore(parts.learner, parts.folder, finished)
    planned = parts.config.loop.meta_iterations
    for number in range(len(finished), planned + 1):
        reporter.begin(number, planned)
        began, before = time.monotonic(), cpu_seconds()
        if state.gathered < number:
            state = gather(number, state, parts, reporter)
            give_back()  # what gathering held, before learning asks for as much again
        report, drawn = learn(number, parts, reporter)
        spent = time.monotonic() - began, cpu_seconds() - before
        conclude(state, report, drawn, parts, examiner, reporter, spent)


def gather(number: int, state: LoopState, parts: Parts, reporter: Reporter) -> LoopState:
    """Propose, execute, relabel and store; the state after it is saved with it."""
    tasks, config = parts.sources.tasks, parts.config
    view = parts.view(number, state, reporter)
    allowed = budgets(config, view, state.tallies, parts.acquisition)
    proposals: list[Proposal] = []
    trials: list[Trial] = []
    search, whole = parts.sources.search, parts.sources.whole
    firsts = Firsts(state.leaders, search, number, reporter, whole, parts.executor)
    for part in propose(view, parts.proposers if number else parts.beginners, allowed):
        proposals.append(part)
        tried = execute_all(part.candidates, tasks, parts.executor, reporter)
        firsts.tell(tried)
        trials += tried
    proposal = joined(proposals)
    sampled_by = checkpoints.in_use(config, parts.buffer.meta_iterations())
    measured = parts.domain if config.buffer.length_measure == "bits" else None
    with reporter.stage("relabelling"):
        experiences = relabel_all(trials, tasks, number, sampled_by, measured)
    searched = [e for e in experiences if e.task_id in search]
    if whole:
        with reporter.stage("checking on all demonstrations"):
            searched = confirmed(searched, whole, parts.executor)
    shares = allowed["policy"].shares if number else {}
    sampled = [task for i, task in search.items() if shares.get(i)]
    with reporter.stage("comparing answers"):
        ends = behaviours(searched, tasks, parts.executor)
        likely = likelihoods(parts.scoring, searched, search)
        described = descriptions(searched, trials, parts.lengths)
    after = state.after(
        number, proposal.executed, searched, sampled, ends, likely, proposal.extra, described
    )
    after.figures = rows.of_gathering(proposal, trials, tasks)
    with reporter.stage("storing"):
        persist(
            parts.buffer,
            lambda: store(
                parts.buffer,
                trials,
                experiences,
                after,
                proposal.kept,
                search,
                config.loop,
                searched,
            ),
            lambda: parts.buffer.state(LOOP) == after.dump(),
        )
    return replace(after, stored=after.dump())


def learn(number: int, parts: Parts, reporter: Reporter) -> tuple[LearnReport | None, Drawn]:
    """Draw, fine-tune, and write the checkpoint; no report if there was nothing to do."""
    searched = set(parts.sources.search)
    trained = set(parts.sources.training) - searched
    config, seed = parts.config, parts.config.seed
    own = None if config.replay.search_hits else frozenset({Origin.POLICY})
    sides = Side("found", frozenset(searched), own), Side("given", frozenset(trained))
    counts = config.loop.draw, config.loop.found_share
    with reporter.stage("drawing experiences"):
        drawn = draw(
            parts.buffer, sides, config.replay, counts, seed, number, config.policy.max_lines
        )
    if not number or not drawn.experiences or config.frozen.learning:
        return None, drawn
    with reporter.stage("preparing to learn"):
        shown, tasks = views(
            drawn.experiences,
            parts.sources.tasks,
            parts.executor,
            config.data.symmetry,
            seed,
            number,
        )
    with reporter.stage("learning") as advance:
        report = parts.learner.learn(
            shown,
            tasks,
            derive(seed, "learn", number),
            lambda _, done, total: advance(done, total),
        )
    with reporter.stage("writing the checkpoint"):
        checkpoints.save(parts.learner, parts.folder, number)
    return report, drawn


def conclude(
    state: LoopState,
    report: LearnReport | None,
    drawn: Drawn,
    parts: Parts,
    examiner: Examiner,
    reporter: Reporter,
    spent: tuple[float, float],
) -> None:
    """Judge, record the meta-iteration, and tell people. Nothing of it is read by the loop.

    `spent` are seconds of the wall clock, and of the CPU.
    """
    checkpoint = parts.folder.checkpoint(state.gathered).name if report else None
    with reporter.stage("judging"):
        row = judge(parts.buffer, parts.config, state, report, drawn, checkpoint, examiner, spent)
    reporter.row(row)
    with reporter.stage("writing figures"):
        bring_up_to_date(parts)


def bring_up_to_date(parts: Parts) -> None:
    """Make the folder say what the database says; a kill between the two is mended by the next."""
    finished = parts.buffer.meta_iterations()
    write_jsonl(parts.folder.metrics, [done.figures for done in finished])
    write_events(parts.folder.events, finished)
    checkpoints.prune(parts.folder, finished, parts.config.loop.keep_checkpoints)
