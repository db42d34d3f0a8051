"""What a misspelt word was meant to be: the words near it, and a question put right."""
