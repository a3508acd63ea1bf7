"""The page of the architecture names the rooms that there are."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")

MODULES = {".py", ".cpp", ".hpp"}


def rooms(package: str) -> set[str]:
    return {path.name for path in (ROOT / package).iterdir() if (path / "__init__.py").exists()}


def core_rooms() -> set[str]:
    """The rooms of the native core, by their paths in the language's package."""
    sources = ROOT / "arc_dsl" / "engine" / "src"
    return {f"engine/src/{path.name}" for path in sources.iterdir() if path.is_dir()}


def test_every_room_of_the_language_is_on_the_page_and_no_other() -> None:
    listed = {line.split("`")[1].rstrip("/") for line in PAGE.splitlines() if "/` |" in line}
    packages = {"arc_dsl", "data", "buffer", "codeit", "viz"}
    assert listed - packages == rooms("arc_dsl") | core_rooms()
    assert packages <= listed


def test_every_room_of_the_method_and_of_pictures_is_named() -> None:
    missing = [room for room in rooms("codeit") | rooms("viz") if f"{room}/" not in PAGE]
    assert missing == []
    for named in ("painting.py", "inference.py", "interpreter.py", "forecasting.py"):
        assert any((ROOT / "arc_dsl").rglob(named))


def modules(folder: Path) -> int:
    return sum(f.suffix in MODULES and f.stem != "__init__" for f in folder.iterdir())


def test_rooms_stay_small_enough_to_look_through() -> None:
    packages = [ROOT / name for name in ("arc_dsl", "codeit", "viz", "benchmarks")]
    folders = [folder for package in packages for folder in [package, *package.rglob("*/")]]
    counts = {f.relative_to(ROOT).as_posix(): modules(f) for f in folders if f.is_dir()}
    assert max(counts.values()) > 10
    assert {folder: count for folder, count in counts.items() if count > 17} == {}
