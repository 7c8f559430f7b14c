"""Exports of press databases: Europresse, Factiva, Nexis, ProQuest. Headers are the database's, texts the paper's."""
