"""The parts of `benchmarks/reader.py`: what is read, by which programs, what is measured, and the tables of it."""
