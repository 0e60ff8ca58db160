"""An export of the survey: read, understood, checked, decided on, written."""
