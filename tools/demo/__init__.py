"""The parts of the program that makes the demo responses; see make_demo.py."""
