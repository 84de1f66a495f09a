"""Fuzzing for as long as one likes: `python -m benchmarks.fuzz --seconds 600`, or `--target text_file --seed 7`.

Where atheris is installed (`pip install atheris`) it guides the mutations by coverage, one process a target; elsewhere,
or with `--plain`, inputs are mutated blindly. What breaks a promise is written to the folder `--out` (default
`fuzz-faults`), with the command that repeats it; `python -m benchmarks.fuzz --repeat FILE --target NAME` does that.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks.fuzz_targets import TARGETS, seeds

_TARGETS = "benchmarks.fuzz_targets"
#: Pieces that mean something to some reader: rare by chance, and where rules meet.
DICTIONARY = [
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b"\xed\xa0\x80", b"\xc3", b"\x80", b"\xf4\x8f\xbf\xbf"),
    *(b"\r\n", b"\n\n", b"\x0b", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\x8b", b"\xe2\x81\xa0", b"\t"),
    *(b". ", b"...", b"?! ", b": ", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b'"', b"'", b" - ", b"\xe2\x80\x94", b"# "),
    *(b"1. ", b"2) ", b"\xe2\x80\xa2 ", b"* ", b"> ", b"First, ", b"Q: ", b"A: ", b"MR. LUND: ", b"Mr. ", b"U.S. "),
    *(b" agreed to ", b" urged ", b" warned ", b" accused ", b"two-point consensus", b"Norway", b"Chile", b"Jan. 6"),
    *(b"$5-6 billion", b"nine to 12 months", b"3 May 2031", b"Copyright 2024 ", b"READ MORE: ", b"<p>", b"</", b"<!--"),
    *(b'"\\ud800"', b"null", b"1e999", b"-1", b"9" * 400, b"NaN", b"true", b"\\u0000", b"&#0;", b"{", b"[{"),
    *(b"=?utf-8?b?", b"Content-Type: "),
]


def mutated(chance: Random, corpus: list[bytes]) -> bytes:
    """A few random changes to an input, or two of them spliced."""
    data = bytearray(chance.choice(corpus))
    for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
        at = chance.randint(0, len(data))
        to = min(len(data), at + chance.choice((1, 1, 2, 8, 64, 512)))
        match chance.randrange(7):
            case 0:
                data[at:to] = b""
            case 1:
                data[at:at] = data[at:to] * chance.choice((1, 2, 30))
            case 2:
                data[at:at] = chance.choice(DICTIONARY)
            case 3:
                data[at:to] = chance.choice(DICTIONARY) * chance.choice((1, 1, 1, 50))
            case 4:
                data[at:to] = chance.randbytes(to - at)
            case 5 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case _:
                other = chance.choice(corpus)
                data[at:] = other[chance.randint(0, len(other)) :]
    return bytes(data[:20_000])


class Counted:
    """A target that counts what it was given, and keeps what broke it."""

    def __init__(self, name: str, out: Path) -> None:
        self.name, self.target, self._out = name, TARGETS[name], out
        self.inputs = self.bytes = 0
        self.faults: dict[str, Path] = {}

    def __call__(self, data: bytes) -> None:
        self.inputs += 1
        self.bytes += len(data)
        try:
            self.target(data)
        except Exception as error:  # noqa: BLE001  (whatever comes out of a target is what we look for)
            self._keep(data, error)

    def _keep(self, data: bytes, error: Exception) -> None:
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        where = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
        sort = f"{type(error).__name__} at {where}"
        if sort in self.faults:
            return
        self._out.mkdir(exist_ok=True)
        self.faults[sort] = self._out / f"{self.name}-{hashlib.sha256(data).hexdigest()[:12]}"
        self.faults[sort].write_bytes(data)
        sys.stdout.write(f"FAULT {sort}: {error!s:.300}\n  --target {self.name} --repeat {self.faults[sort]}\n")
        sys.stdout.flush()

    def told(self, seconds: float) -> str:
        return (
            f"{self.name:<16} {self.inputs:>9,} inputs {self.bytes:>13,} bytes {seconds:>6.0f} s"
            f" {len(self.faults):>3} faults"
        )


def plain(counted: Counted, seconds: float, seed: int) -> None:
    """Mutations without a look at coverage, for so many seconds of the processor's."""
    chance, corpus = Random(seed), list(seeds(counted.name))  # noqa: S311
    for data in corpus:
        counted(data)
    end = time.process_time() + seconds
    while time.process_time() < end:
        counted(mutated(chance, corpus))


def guided(counted: Counted, seconds: float, seed: int) -> None:
    """libFuzzer's mutations, by way of atheris, for so many seconds of the processor's; ends the process."""
    import atheris

    corpus = list(seeds(counted.name))
    # The stand-ins of the tests, too: they must speak of the same classes.
    for module in [name for name in sys.modules if name.split(".")[0] in ("extract", "tests") or name == _TARGETS]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["extract"]):
        counted.target = importlib.import_module(_TARGETS).TARGETS[counted.name]
        # What is imported late is imported now.
        for data in corpus:
            counted(data)
    folder = Path(tempfile.mkdtemp(prefix="extract-fuzz-"))
    for data in corpus:
        (folder / hashlib.sha256(data).hexdigest()).write_bytes(data)
    words = folder.with_suffix(".dict")
    words.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in DICTIONARY))

    def until_the_end(data: bytes) -> None:
        counted(data)
        if time.process_time() > seconds:
            sys.stdout.write(counted.told(time.process_time()) + ", guided\n")
            sys.stdout.flush()
            shutil.rmtree(folder, ignore_errors=True)
            words.unlink()
            os._exit(bool(counted.faults))  # libFuzzer knows no other end that is not a crash

    limits = [f"-seed={seed}", "-max_len=20000", "-timeout=600", "-rss_limit_mb=4000", "-verbosity=0", f"-dict={words}"]
    limits += [f"-artifact_prefix={folder}/", "-report_slow_units=600"]
    atheris.Setup([sys.argv[0], *limits, str(folder)], until_the_end)
    atheris.Fuzz()


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    options.add_argument("--seconds", type=float, default=60, help="in all, shared out evenly among the targets")
    options.add_argument("--target", choices=TARGETS, help="only this one")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--plain", action="store_true", help="without atheris, also where it is installed")
    options.add_argument("--out", type=Path, default=Path("fuzz-faults"))
    options.add_argument("--repeat", type=Path, metavar="FILE", help="give --target this one input, uncaught")
    given = options.parse_args()
    if given.repeat:
        TARGETS[given.target or "text_file"](given.repeat.read_bytes())
        return 0
    wants_guide = not given.plain and importlib.util.find_spec("atheris") is not None
    if given.target:
        counted = Counted(given.target, given.out)
        run: Callable[[Counted, float, int], None] = guided if wants_guide else plain
        run(counted, given.seconds, given.seed)
        sys.stdout.write(counted.told(time.process_time()) + "\n")
        return bool(counted.faults)
    failed = False
    for name in TARGETS:
        # A process each: a leak or a crash of one is not the next one's.
        share = ["--target", name, "--seconds", str(given.seconds / len(TARGETS)), "--seed", str(given.seed)]
        rest = ["--out", str(given.out), *(["--plain"] if given.plain else [])]
        failed |= subprocess.run([sys.executable, "-m", "benchmarks.fuzz", *share, *rest], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
