"""The WSGI application that granian serves."""

import gc
import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

# What was loaded stays: the collector need not look at it again, nor look for cycles after every 700 new objects.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
