"""Bytes are counted in folders that another process, such as pip, is at work in."""

import shutil
import threading
from pathlib import Path

from extract.sizes import bytes_below


def test_files_at_every_depth_count_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "one").write_bytes(b"12345")
    (tmp_path / "a" / "b" / "two").write_bytes(b"123")
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    assert bytes_below(tmp_path) == 8
    assert bytes_below(tmp_path / "nowhere") == 0


def test_what_vanishes_while_it_is_counted_is_no_error(tmp_path: Path) -> None:
    ended = threading.Event()

    def come_and_go() -> None:
        while not ended.is_set():
            for n in range(20):
                (tmp_path / f"pip-unpack-{n}").mkdir()
                (tmp_path / f"pip-unpack-{n}" / "part.whl").write_bytes(b"x")
            for n in range(20):
                shutil.rmtree(tmp_path / f"pip-unpack-{n}")

    other = threading.Thread(target=come_and_go)
    other.start()
    try:
        # Every second look of `Path.rglob` failed here.
        assert all(0 <= bytes_below(tmp_path) <= 20 for _ in range(300))
    finally:
        ended.set()
        other.join()
