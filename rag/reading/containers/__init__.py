"""Files that hold other files or pages: mail, saved pages, web archives, books, archives."""
