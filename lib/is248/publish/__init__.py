"""From executed notebooks to the finished book in dist/<year>/."""
