"""How many threads are worth it: made-up machines, as Linux and a Mac describe themselves."""

import subprocess
from pathlib import Path

import pytest

from extract import cores
from extract.cores import physical_cores


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


def machine(root: Path, siblings: dict[int, str], *, name: str = "core_cpus_list") -> Path:
    for cpu, listed in siblings.items():
        write(root / f"sys/devices/system/cpu/cpu{cpu}/topology/{name}", listed)
    return root


@pytest.fixture
def usable(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The processors that this process may use, to be changed by a test."""
    cpus = set(range(8))
    monkeypatch.setattr(cores, "_usable", lambda: cpus)
    monkeypatch.setattr("sys.platform", "linux")
    return cpus


PAIRS = {cpu: f"{cpu % 4},{cpu % 4 + 4}" for cpu in range(8)}


@pytest.mark.parametrize("name", ["core_cpus_list", "thread_siblings_list"])
def test_hyperthreads_of_one_core_count_once(name: str, tmp_path: Path, usable: set[int]) -> None:
    assert physical_cores(machine(tmp_path, PAIRS, name=name)) == 4


def test_cores_without_hyperthreads_count_each(tmp_path: Path, usable: set[int]) -> None:
    assert physical_cores(machine(tmp_path, {cpu: str(cpu) for cpu in range(8)})) == 8


def test_cores_of_two_packages_with_the_same_numbers_are_told_apart(tmp_path: Path, usable: set[int]) -> None:
    for cpu in range(8):
        write(tmp_path / f"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id", str(cpu // 4))
        write(tmp_path / f"sys/devices/system/cpu/cpu{cpu}/topology/core_id", str(cpu % 2))
    assert physical_cores(tmp_path) == 4


@pytest.mark.parametrize(("mask", "count"), [({0, 4}, 1), ({0, 1}, 2), ({1, 2, 5}, 2), ({3}, 1)])
def test_a_process_that_is_kept_off_cores_counts_its_own(
    mask: set[int], count: int, tmp_path: Path, usable: set[int]
) -> None:
    usable.intersection_update(mask)
    assert physical_cores(machine(tmp_path, PAIRS)) == count


def test_a_system_that_tells_nothing_counts_each_processor(tmp_path: Path, usable: set[int]) -> None:
    assert physical_cores(tmp_path) == 8


@pytest.mark.parametrize(
    ("limit", "count"),
    [("200000 100000", 2), ("150000 100000", 2), ("50000 100000", 1), ("900000 100000", 4), ("max 100000", 4), ("", 4)],
)
def test_a_container_s_share_of_processor_time_is_the_most(
    limit: str, count: int, tmp_path: Path, usable: set[int]
) -> None:
    machine(tmp_path, PAIRS)
    write(tmp_path / "proc/self/cgroup", "0::/jobs/nightly")
    write(tmp_path / "sys/fs/cgroup/jobs/cpu.max", limit)
    write(tmp_path / "sys/fs/cgroup/jobs/nightly/cpu.max", "max 100000")
    assert physical_cores(tmp_path) == count


@pytest.mark.parametrize(("quota", "count"), [("200000", 2), ("-1", 4)])
def test_the_first_version_of_cgroups_is_read_too(quota: str, count: int, tmp_path: Path, usable: set[int]) -> None:
    machine(tmp_path, PAIRS)
    write(tmp_path / "proc/self/cgroup", "4:cpu,cpuacct:/box\n1:name=systemd:/")
    write(tmp_path / "sys/fs/cgroup/cpu/cpu.cfs_quota_us", quota)
    write(tmp_path / "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000")
    assert physical_cores(tmp_path) == count


def test_on_a_mac_the_fast_cores_count(usable: set[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = {"hw.perflevel0.physicalcpu": "6\n", "hw.physicalcpu": "8\n"}

    def sysctl(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 0, told.get(command[-1], ""))

    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("subprocess.run", sysctl)
    assert physical_cores(tmp_path) == 6
    del told["hw.perflevel0.physicalcpu"]
    assert physical_cores(tmp_path) == 8
    told.clear()
    assert physical_cores(tmp_path) == 8


def test_this_machine_has_at_least_one_core_and_no_more_than_processors() -> None:
    assert 1 <= physical_cores() <= len(cores._usable())
