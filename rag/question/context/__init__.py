"""What a question leaves to the conversation: noun phrases, what pronouns stand for, what an ellipsis leaves out."""
