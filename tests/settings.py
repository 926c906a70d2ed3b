"""Settings of the tests: the site's own, with a database of its own and without what only costs time."""

import atexit
import os
import tempfile
from pathlib import Path

# Whatever the shell says, tests run as production does, and their secret opens nothing.
os.environ.update({"DEMO": "0", "DEBUG": "0", "HTTPS": "0", "MAP_TILES": "", "SECRET_KEY": "only-for-tests-" * 4})
_scratch = tempfile.TemporaryDirectory(prefix="fosterhomes-tests-")
atexit.register(_scratch.cleanup)
os.environ["VAR_DIR"] = _scratch.name

from fosterhomes.project.settings import *  # noqa: E402, F403
from fosterhomes.project.settings import DATABASES, LOGGING, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the browser tests' server reads and writes it from other threads, as in production.
    DATABASES["default"]["TEST"] = {"NAME": Path(_scratch.name) / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

# Of a test's invented people a log may say everything.
LOGGING["formatters"]["quiet"]["()"] = "fosterhomes.project.logs.SecretsFormatter"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Page tests read the language of the source; what is about languages asks for one.
LANGUAGE_CODE = "en"
