"""A model file that nobody vouches for, tried in a process of its own first.

llama.cpp ends the whole process where a check of its own fails, and a file can be made to fail them: in a child this
costs the child. This file is that child, too: it imports nothing of ours, loads the model without the GPU, and reads
a letter.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

#: Seconds. A large model on a slow disk takes minutes; what takes longer does not end.
LIMIT = 1800
#: ggml's own words for what failed ("/…/ggml.c:123: GGML_ASSERT(n > 0) failed").
_CAUSE = re.compile(rb"(GGML_ASSERT\(.*\) failed|fatal error[^\n]*)")


def try_model(path: Path, *, limit: float = LIMIT) -> None:
    """Raise `DecodeError` if llama.cpp crashes on the file at `path`, or does not come back.

    Where it only refuses the file nothing is raised: loading it will tell why.
    """
    from extract.errors import DecodeError  # here, as the child has no use for it and may not find it

    # -P keeps this file's folder, whose modules have common names, off the path; no debugger is started for a crash.
    command = [sys.executable, "-P", "-W", "ignore", __file__, str(path)]
    environment = {**os.environ, "GGML_NO_BACKTRACE": "1"}
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        raise DecodeError(f"llama.cpp cannot load {path}: it has not come back for {limit:.0f} seconds") from None
    if done.returncode < 0:
        cause = _CAUSE.search(done.stderr)
        why = cause[1].decode("utf-8", "replace")[:160] if cause else f"signal {-done.returncode}"
        raise DecodeError(f"llama.cpp crashes on {path} ({why}): it is damaged, or made for another llama.cpp")


def _main(path: str) -> None:
    import ctypes
    import resource

    import llama_cpp as lib

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # nobody looks at what a crash leaves

    quiet = lib.llama_log_callback(lambda *_: None)
    lib.llama_log_set(quiet, ctypes.c_void_p(0))
    lib.llama_backend_init()
    wanted = lib.llama_model_default_params()
    wanted.n_gpu_layers, wanted.use_extra_bufts = 0, False
    model = lib.llama_model_load_from_file(path.encode(), wanted)
    if not model:
        return
    room = lib.llama_context_default_params()
    room.n_ctx = room.n_batch = room.n_ubatch = 64
    context = lib.llama_init_from_model(model, room)
    if context:
        tokens = (lib.llama_token * 8)()
        lib.llama_tokenize(lib.llama_model_get_vocab(model), b"a", 1, tokens, len(tokens), False, False)
        lib.llama_decode(context, lib.llama_batch_get_one(tokens, 1))


if __name__ == "__main__":
    _main(sys.argv[1])
