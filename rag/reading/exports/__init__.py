"""Files that hold many articles: split first, then each read by what the file itself states of it."""
