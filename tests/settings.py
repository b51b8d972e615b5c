"""Turnup's settings for the tests: a data folder of their own, and no waiting for passwords."""

import os
import tempfile

# Workers of a parallel run inherit the folder, and with it the one database server.
TEST_HOME = os.environ.setdefault("TURNUP_TEST_HOME", tempfile.mkdtemp(prefix="turnup-tests-"))
os.chmod(TEST_HOME, 0o711)  # the database server, not root's, must get through
for _name in [name for name in os.environ if name.startswith("TURNUP_")]:
    if _name != "TURNUP_TEST_HOME":
        del os.environ[_name]
os.environ.pop("DATABASE_URL", None)
os.environ["TURNUP_DATA"] = TEST_HOME

from turnup.settings import *  # noqa: E402, F403 - the environment had to come first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - WhiteNoise warns without it
