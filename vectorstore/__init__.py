"""The store: the library (SQLite), the vectors, and the Chroma index built from them."""
