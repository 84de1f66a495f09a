"""How much memory this process can still get, before it asks for more than that: where llama.cpp gets none it may end
the whole process, and so does a system that has promised more than it has."""

import resource
from pathlib import Path

from extract.errors import OutOfMemory

_ROOT = Path("/")
#: Bytes that a run takes beside the model's file, for the cache of keys and values and a step's numbers: half its size,
#: within these bounds. It is the least: where there is more than that and still too little, llama.cpp says so.
_BESIDE = (300_000_000, 600_000_000)


def check_memory(model: Path, root: Path = _ROOT) -> None:
    """Raise `OutOfMemory` where there is no room to run the model in that file. `root` is for tests.

    The file itself is mapped: it counts as address space, but its pages give way to whoever needs memory.
    """
    size = model.stat().st_size
    least, most = _BESIDE
    beside = min(max(least, size // 2), most)
    wanted = [(free_bytes(root), beside), (_address_space(root), size + beside)]
    for free, needed in wanted:
        if free is not None and free < needed:
            raise OutOfMemory(
                f"{model.name} needs {needed / 1e9:.1f} GB of memory to run, and {free / 1e9:.1f} GB are left: "
                "close other programs, lift a limit (ulimit -v, a container's), or take a smaller model"
            )


def free_bytes(root: Path = _ROOT) -> int | None:
    """What the machine, and the container that this process is in, has left; None where neither says so.

    Linux: /proc/meminfo; "memory.max" less "memory.current" of cgroup v2, of which pages of files can be given up.
    """
    machine = _table(root / "proc/meminfo")
    left = []
    if "MemAvailable" in machine:
        left.append(1024 * (machine["MemAvailable"] + machine.get("SwapFree", 0)))
    limit, used = (_number(root / "sys/fs/cgroup" / name) for name in ("memory.max", "memory.current"))
    if limit is not None and used is not None:
        files = _table(root / "sys/fs/cgroup/memory.stat").get("file", 0)
        left.append(max(limit - used + files, 0))
    return min(left, default=None)


def _address_space(root: Path) -> int | None:
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    used = _table(root / "proc/self/status").get("VmSize")
    return None if limit == resource.RLIM_INFINITY or used is None else max(limit - 1024 * used, 0)


def _table(path: Path) -> dict[str, int]:
    """Lines of a name and a number, as these files have them; those in kB are given in kB."""
    rows = (line.replace(":", " ").split() for line in _read(path).splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) > 1 and row[1].isdigit()}


def _number(path: Path) -> int | None:
    text = _read(path).strip()
    return int(text) if text.isdigit() else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
