
from rag.types import Published
def clean_author(raw, source): return raw, None
def clean_source(raw): return raw
def find_byline(text, lines): return None, None, None
def find_published(text, lines, *, today): return None, None
def parse_date(v): return Published(v[:10], "day", v)
def resolve_weekdays(text, lines, published): return ()
