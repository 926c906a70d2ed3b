"""What `make` runs to set the project up and keep it in order; nothing of this is imported by the site."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent.parent
