"""What makes two requests the same one: keys of what is asked of a model, by content.

A recording and the store look answers up by them. The model itself is not part of a key.
"""

import hashlib
import json
from collections.abc import Sequence

from extract.decoding.base import Prompt
from extract.heads import Probe
from extract.schemas import Record


def choose_key(prompt: Prompt, labels: Sequence[str]) -> str:
    """32 hex digits for `Decoder.choose` of one prompt."""
    return _key("choose", prompt.key(), *labels)


def probe_key(prompt: Prompt, probe: Probe) -> str:
    """32 hex digits for `Decoder.probe` of one prompt."""
    return _key("probe", prompt.key(), probe.sha256)


def fill_key(prompt: Prompt, schema: type[Record], judge: Probe | None) -> str:
    """32 hex digits for `Decoder.fill` of one prompt: its fields, its source's words and who decides parties count."""
    fields = json.dumps(schema.model_json_schema()["properties"], sort_keys=True)
    return _key("fill", prompt.key(), schema.__name__, fields, schema.source or "", judge.sha256 if judge else "")


def _key(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
