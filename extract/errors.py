"""The error tree, and the exit code that the command line gives each branch.

    ExtractError                 1   anything below, when nothing more exact is known
    ├── UsageError               2   a wrong argument or setting
    ├── ArticlesError            3   no folder, or nothing readable in it
    ├── ModelError               4   no usable model
    │   ├── ModelNotFound            not in the registry, or not pulled yet
    │   └── ModelCorrupt             wrong hash, truncated, or no GGUF
    ├── PullError                5   the model could not be fetched or stored
    ├── PromptError              6   a prompt file is missing, broken or does not fit
    ├── DecodeError              7   the model could not be run, or no grammar could be built
    │   ├── ComputeError             llama.cpp or the device that it computes on failed
    │   └── OutOfMemory         12   the machine has too little memory left
    ├── BriefingError            8   a briefing that does not keep the contract
    ├── OutputError              9   the result could not be written
    ├── CheckFailed             10   a check that was asked for (a score floor, say) did not hold
    └── MissingDependency       11   an optional package is needed for this command

An interrupted run ends with 130, one that was told to end with 128 and the signal's number, as shells expect. Every
message says where it happened and what to do next, in one line.
"""


class ExtractError(Exception):
    """Root of all errors that a user can meet; `exit_code` is what the command line returns for it."""

    exit_code = 1


class UsageError(ExtractError):
    exit_code = 2


class ArticlesError(ExtractError):
    exit_code = 3


class ModelError(ExtractError):
    exit_code = 4


class ModelNotFound(ModelError):
    pass


class ModelCorrupt(ModelError):
    pass


class PullError(ExtractError):
    exit_code = 5


class PromptError(ExtractError):
    exit_code = 6


class DecodeError(ExtractError):
    exit_code = 7


class ComputeError(DecodeError):
    pass


class OutOfMemory(DecodeError):
    exit_code = 12


class BriefingError(ExtractError):
    exit_code = 8


class OutputError(ExtractError):
    exit_code = 9


class CheckFailed(ExtractError):
    exit_code = 10


class MissingDependency(ExtractError):
    exit_code = 11
