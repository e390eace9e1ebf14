"""Runs one test method and says by the exit code how it ended: 0 passed, 77 skipped, 1 failed.

usage: run_one.py MODULE CLASS.METHOD
"""
import sys
import unittest

result = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromName(".".join(sys.argv[1:3])))
if not result.wasSuccessful() or result.testsRun != 1:
    sys.exit(1)
sys.exit(77 if result.skipped else 0)
