"""Where the files are that are data and no code: prompts, the model registry, fitted heads.

In a checkout they stand at the repository's top level (`prompts/`, `models/`), where they are edited; a wheel
carries copies of them in `extract/_data/`. The checkout comes first, so that an edit counts at once.
"""

from pathlib import Path

from extract.errors import ExtractError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The file or folder `name` ("models/registry.toml", "prompts"), given relative to the repository's top level.

    Raises ExtractError if this installation lacks it.
    """
    for root in _roots():
        path = root / name
        if path.exists():
            return path
    raise ExtractError(f"{name} is not part of this installation: reinstall extract-briefing")


def _roots() -> list[Path]:
    checkout = _PACKAGE.parent
    # Beside an installed package lies all of site-packages, where a folder called "models" may be anybody's.
    return [checkout, _PACKAGE / "_data"] if (checkout / "pyproject.toml").is_file() else [_PACKAGE / "_data"]
