"""What the command line offers, by whom it is for: `book`, authors of `chapters`, and a new `year`."""
