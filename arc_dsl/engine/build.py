"""Builds the native engine in place: `python arc_dsl/engine/build.py`, or `make native`.

Needs the standard library only, and installs what else it needs with pip into the Python that runs
it, pinned: cmake, ninja, nanobind; and ziglang as a compiler where there is none. Where the headers
of Python are missing it names the package that brings them and leaves the reference engine to run.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {"cmake": "cmake==4.4.5", "ninja": "ninja==1.13.2", "nanobind": "nanobind==3.1.0"}
"""Modules of what builds, and what pip is asked for."""
ZIG = "ziglang==0.15.2"
_COMPILERS = ("c++", "g++", "clang++")


def main() -> int:
    """Build; 0 if the native engine is there, or cannot be for want of Python's headers."""
    parser = argparse.ArgumentParser(description="build the native engine in place")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "native", help="folder")
    parser.add_argument("--output", type=Path, help="where to put the module, if not in place")
    parser.add_argument("--sanitize", action="store_true", help="with sanitizers")
    options = parser.parse_args()
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        _say(
            "the headers of Python are missing, so the native engine is not built and the plain "
            "reference runs programs, slowly. Install "
            f"python{sys.version_info[0]}.{sys.version_info[1]}-dev (Debian, Ubuntu; "
            "python3-devel on Fedora), then: make native"
        )
        return 0
    _install([want for module, want in NEEDED.items() if importlib.util.find_spec(module) is None])
    settings = [
        f"-DPython_EXECUTABLE={sys.executable}",
        f"-DSANITIZE={'ON' if options.sanitize else 'OFF'}",
        f"-DOUTPUT={options.output.resolve() if options.output else ''}",
        f"-DCMAKE_MAKE_PROGRAM={_program('ninja')}",
        *_compiler(options.build),
    ]
    cmake = _program("cmake")
    if not (options.build / "CMakeCache.txt").exists():
        shutil.rmtree(options.build / "CMakeFiles", ignore_errors=True)
    configure = [cmake, "-G", "Ninja", "-S", str(ROOT), "-B", str(options.build), *settings]
    for command in (configure, [cmake, "--build", str(options.build)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            sys.stderr.write(done.stdout + done.stderr)
            return done.returncode
    return 0


def _compiler(build: Path) -> list[str]:
    """Settings that name a compiler: none if cmake finds one by itself."""
    named = os.environ.get("CXX")
    if named or any(shutil.which(name) for name in _COMPILERS):
        return []
    _say(f"no C++ compiler was found: one is taken from PyPI ({ZIG})")
    _install([ZIG] if importlib.util.find_spec("ziglang") is None else [])
    tools = build / "zig"
    tools.mkdir(parents=True, exist_ok=True)
    for tool in ("c++", "ar", "ranlib"):
        script = tools / f"zig-{tool}"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ziglang {tool} "$@"\n')
        script.chmod(0o755)
    return [
        f"-DCMAKE_CXX_COMPILER={tools / 'zig-c++'}",
        f"-DCMAKE_AR={tools / 'zig-ar'}",
        f"-DCMAKE_RANLIB={tools / 'zig-ranlib'}",
    ]


def _install(wanted: list[str]) -> None:
    if wanted:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *wanted], check=True)  # noqa: S603


def _program(name: str) -> str:
    """The program that belongs to this Python, else that on the path."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else name


def _say(text: str) -> None:
    sys.stderr.write(f"make: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
