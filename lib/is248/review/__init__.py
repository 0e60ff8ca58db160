"""The book for colleagues who comment in Word: a file that is sent, and what they did to it, beside the authors' cells.

`sending` makes the file of the pages; `units` reads a file's sentences and rows, as they were and as they are now;
`places` finds the cell of each; `returned` tells what differs. Nothing is written into a chapter.
"""
