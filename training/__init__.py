"""Makes the weights that rag/reader holds; never needed to run Sourcier."""
