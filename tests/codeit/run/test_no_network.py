"""Attacks the promise that nothing needs a network: every host but this one is refused.

The verbs run in one process with a hook under all of Python's sockets; worker processes import the
same script and so have it too.
"""

import json
import sys
from pathlib import Path

from runs_on_toys import call, smallest, write_toys

SCRIPT = """
import json, socket, sys
from pathlib import Path

ASKED = Path(__file__).with_name("asked.txt")
LOCAL = (None, "", "localhost", "127.0.0.1", "::1")

def refuse(event, given):
    if event in ("socket.connect", "socket.sendto"):
        host = given[1][0] if isinstance(given[1], tuple) else None  # else a socket in the files
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = given[0]
    else:
        return
    if host not in LOCAL:
        with ASKED.open("a") as file:
            file.write(f"{event} {host}\\n")
        raise OSError(101, "the test has no network")

sys.addaudithook(refuse)

def main():
    verbs = json.loads(sys.argv[1])
    if verbs[0][0] == "ask":
        socket.create_connection((verbs[0][1], 80))
    from codeit.cli.app import app
    for verb in verbs:
        code = app(verb, standalone_mode=False)
        if code:
            sys.exit(f"{verb} ended with {code}")

if __name__ == "__main__":
    main()
"""


def offline(folder: Path, *verbs: list[str]) -> tuple[int, str, str]:
    """Exit code, stderr, and the hosts asked for, of verbs in one process without a network."""
    script = folder / "offline.py"
    script.write_text(SCRIPT)
    done = call([sys.executable, str(script), json.dumps(verbs)], timeout=240, cwd=folder)
    asked = folder / "asked.txt"
    return done.returncode, done.stderr, asked.read_text() if asked.exists() else ""


def test_a_run_and_the_verbs_round_it_need_no_network(tmp_path: Path) -> None:
    write_toys(tmp_path)
    (tmp_path / "program.txt").write_text("O = vmirror(I)\n")
    code, errors, asked = offline(
        tmp_path,
        ["run", "--name", "r", *smallest()],
        ["show", "runs/r"],
        ["solve", "search", "--checkpoint", "runs/r", "--samples", "1", "--no-seeds"],
        ["show", "67a3c6ac", "--out", "task.png"],
        ["exec", "program.txt", "67a3c6ac", "--trace"],
        ["seeds", "--seeds", "seeds", "--tasks", "training"],
    )
    assert (code, asked) == (0, ""), errors
    assert (tmp_path / "runs" / "r" / "checkpoints" / "iteration-00001").is_dir()


def test_the_hook_sees_whoever_asks(tmp_path: Path) -> None:
    for host in ("192.0.2.1", "huggingface.co"):
        code, errors, asked = offline(tmp_path, ["ask", host])
        assert code != 0
        assert "the test has no network" in errors
        assert asked.splitlines()[-1].endswith(host)
