"""What was answered once, kept on this machine: one SQLite file that any number of runs may use at the same time.

The store holds answers by the hash of their question. It is a cache: whatever happens to it costs time, never a wrong
answer and never a run. What decides which question is which stands in `extract.decoding.stored`.
"""

from extract.store.database import Contents, clear, contents
from extract.store.file import StoreFault, aside
from extract.store.places import limit_bytes, prefixes_path, store_path
from extract.store.store import Store

__all__ = [
    "Contents",
    "Store",
    "StoreFault",
    "aside",
    "clear",
    "contents",
    "limit_bytes",
    "prefixes_path",
    "store_path",
]
