"""Open answers: themes, quotes, partners, and what makes a text fit to print."""
