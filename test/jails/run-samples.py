"""Runs samples through Fail2ban's own test engine: run-samples.py CONFIG_DIR SAMPLES_DIR NAME..."""
import os, sys, time, unittest

sys.path.insert(0, "/usr/lib/python3/dist-packages")
import fail2ban.tests.samplestestcase as samples
from fail2ban.tests import utils

config, folder, names = sys.argv[1], sys.argv[2], sys.argv[3:]
utils.initTests(None)
os.environ["TZ"] = "CET-01CEST-02,M3.5.0,M10.5.0"  # the zone of the engine's sample times
time.tzset()
samples.TEST_FILES_DIR = folder
suite = unittest.TestSuite()
for name in names:
    setattr(samples.FilterSamplesRegex, "test " + name, samples.testSampleRegexsFactory(name, config))
    suite.addTest(samples.FilterSamplesRegex("test " + name))
result = unittest.TextTestRunner(verbosity=2).run(suite)
sys.exit(0 if result.wasSuccessful() and result.testsRun == len(names) else 1)
