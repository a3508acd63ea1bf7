"""Pictures: grids, tasks, program traces, curves of a run, the HTML report.

Reads, never writes state: the only files it makes are the pictures it is asked for. It knows
nothing of run folders or models; `codeit.cli` hands it plain data. Importing `viz` itself imports
no third party; `viz.terminal` needs rich, `viz.report` jinja2, and `viz.figures` matplotlib,
always through `Figure` objects, so no display is needed and no global state is touched.
"""
