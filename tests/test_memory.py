"""Too little memory is told before llama.cpp asks for it, by what made-up machines say of themselves."""

from pathlib import Path

import pytest

from extract.errors import OutOfMemory
from extract.memory import check_memory, free_bytes

MEGABYTE = 1_000_000


def machine(root: Path, *, available: int, swap: int = 0, limit: str = "max", used: int = 0, files: int = 0) -> Path:
    """Sizes in MB."""
    for name, text in {
        "proc/meminfo": f"MemAvailable: {available * 1000} kB\nSwapFree: {swap * 1000} kB\nHugePages_Total: 0\n",
        "sys/fs/cgroup/memory.max": limit,
        "sys/fs/cgroup/memory.current": str(used * MEGABYTE),
        "sys/fs/cgroup/memory.stat": f"anon 1\nfile {files * MEGABYTE}\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    with path.open("wb") as file:
        file.truncate(1000 * MEGABYTE)  # without taking up the disk
    return path


def test_a_machine_with_room_is_no_reason_to_stop(model: Path, tmp_path: Path) -> None:
    check_memory(model, machine(tmp_path, available=900))


def test_a_machine_without_room_is_told_in_one_line(model: Path, tmp_path: Path) -> None:
    with pytest.raises(OutOfMemory, match=r"model.gguf needs 0.5 GB of memory to run, and 0.2 GB are left: close"):
        check_memory(model, machine(tmp_path, available=200))


def test_swap_counts_as_room(model: Path, tmp_path: Path) -> None:
    check_memory(model, machine(tmp_path, available=200, swap=800))


def test_a_container_s_limit_counts_but_pages_of_files_give_way(model: Path, tmp_path: Path) -> None:
    limit = str(1000 * MEGABYTE)
    with pytest.raises(OutOfMemory):
        check_memory(model, machine(tmp_path, available=9000, limit=limit, used=900))
    check_memory(model, machine(tmp_path, available=9000, limit=limit, used=900, files=700))


def test_a_system_that_tells_nothing_is_no_reason_to_stop(model: Path, tmp_path: Path) -> None:
    assert free_bytes(tmp_path) is None
    check_memory(model, tmp_path)
