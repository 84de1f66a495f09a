"""How many cores there are to compute on: real ones, of those that this process may use.

Two threads that share a core as hyperthreads wait for each other's arithmetic: one thread a core reads fastest.
"""

import math
import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path("/")


def physical_cores(root: Path = _ROOT) -> int:
    """Cores that may be used, at least 1: hyperthreads counted once where the system tells them apart, those that this
    process is kept off (affinity) left out, and no more than a container's share of processor time (cgroup quota)
    comes to. `root` stands for the file system's, in tests.
    """
    usable = _usable()
    if sys.platform == "darwin":
        cores = min(_told_by_sysctl() or len(usable), len(usable))
    else:
        cores = len({_core(root, cpu) for cpu in usable})
    quota = _quota(root)
    return max(1, cores if quota is None else min(cores, math.ceil(quota)))


def _usable() -> set[int]:
    """The processors, as the system counts them, that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def _core(root: Path, cpu: int) -> tuple[str, ...]:
    """What two processors have in common if they are threads of one core.

    Linux (Documentation/ABI/stable/sysfs-devices-system-cpu): the list of siblings, under its newer or its older name,
    or the numbers of package and core; where none of these can be read, each processor is a core.
    """
    topology = root / f"sys/devices/system/cpu/cpu{cpu}/topology"
    for names in (("core_cpus_list",), ("thread_siblings_list",), ("physical_package_id", "core_id")):
        if all(told := [_read(topology / name) for name in names]):
            return (*names, *told)
    return ("cpu", str(cpu))


def _told_by_sysctl() -> int | None:
    """On a Mac: the fast cores, as the slow ones would hold each step up, or where all are alike all of them."""
    for name in ("hw.perflevel0.physicalcpu", "hw.physicalcpu"):
        told = subprocess.run(["/usr/sbin/sysctl", "-n", name], capture_output=True, text=True, check=False).stdout
        if told.strip().isdigit() and int(told) > 0:
            return int(told)
    return None


def _quota(root: Path) -> float | None:
    """Processors' worth of time that this process's cgroup, or one that it is part of, may use; None without a limit.

    Version 2 has "QUOTA PERIOD" in one file, version 1 in two (Documentation/admin-guide/cgroup-v2.rst, and
    scheduler/sched-bwc.rst); in a container both often show the container's own group as the root.
    """
    shares = []
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        group = Path(path.lstrip("/"))
        for folder in (group, *group.parents) if ".." not in group.parts else (Path(),):
            if controllers == "":
                shares.append(_share(*[*_read(root / "sys/fs/cgroup" / folder / "cpu.max").split(), "", ""][:2]))
            elif "cpu" in controllers.split(","):
                here = root / "sys/fs/cgroup/cpu" / folder
                shares.append(_share(_read(here / "cpu.cfs_quota_us"), _read(here / "cpu.cfs_period_us")))
    return min((share for share in shares if share is not None), default=None)


def _share(quota: str, period: str) -> float | None:
    """None for "max", -1 and what cannot be read."""
    return int(quota) / int(period) if quota.isdigit() and period.isdigit() and int(period) else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
