#!/usr/bin/python3
"""The guided tour: starts the program on a display in memory and drives it from outside, as a person with a mouse and a
screen reader would, from the first start to an approved extension, and through the dashboard while reviews move: once in
English and light, once in Chinese and dark.

usage: tour.py PROGRAMS TREE DIR [en-light|zh-dark]

Leaves the pictures NN-STEP.LOOK.png and contact-sheet.png in DIR. A step that cannot be done ends the tour with exit code
1 and leaves a sentence, a picture of that moment (failed.LOOK.png) and what a screen reader would have found (failed.LOOK.txt).
"""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LOOKS = {"en-light": ("en", "light"), "zh-dark": ("zh_CN", "dark")}
PICTURES = 19
TOOLS = ("Xvfb", "openbox", "xdotool", "xprop", "dunst", "import", "identify", "montage", "dbus-run-session",
         "/usr/libexec/at-spi-bus-launcher")
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def take(look, programs, tree, folder):
    """One walk. Runs in a D-Bus session of its own."""
    import desktop
    import steps
    import window

    language, appearance = LOOKS[look]
    with desktop.temporary_home() as home:
        profile = pathlib.Path(home) / "profile"
        profile.mkdir(mode=0o700)
        (profile / "settings.ini").write_text(f"[General]\nlanguage={language}\nappearance={appearance}\n",
                                              encoding="utf-8")
        screen = None
        tour = None
        try:
            screen = desktop.Desktop(home)

            def show(name, still=True):
                screen.photograph(folder / f"{name}.{look}.png", still)
                print(f"  {name}.{look}", flush=True)

            tour = steps.Tour(screen, programs, tree, window.Texts(tree, language), profile, show)
            tour.walk()
            return 0
        except desktop.TourError as error:
            print(f"The tour ({look}) could not go on. {error}")
            if tour and tour.window:
                screen.photograph(folder / f"failed.{look}.png", still=False)
                (folder / f"failed.{look}.txt").write_text(tour.window.tree(), encoding="utf-8")
                print(f"The moment is in {folder}/failed.{look}.png and .txt.")
            for log in sorted(pathlib.Path(home).glob("*.log")):
                if "ks-publisher" in log.name and log.stat().st_size:
                    print(f"--- {log.name}\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
            return 1
        finally:
            if screen:
                screen.close()


def contact_sheet(folder, looks):
    pictures = sorted(str(p) for look in looks for p in folder.glob(f"[0-9][0-9]-*.{look}.png"))
    sheet = folder / "contact-sheet.png"
    subprocess.run(["montage", "-font", FONT, "-pointsize", "13", "-label", "%t", *pictures, "-tile", "4x", "-resize", "460x",
                    "-geometry", "+8+8", "-background", "#d7dade", str(sheet)], check=True)
    return sheet


def main():
    if len(sys.argv) not in (4, 5) or (len(sys.argv) == 5 and sys.argv[4] not in LOOKS):
        print(__doc__, file=sys.stderr)
        return 2
    if lacking := [tool for tool in TOOLS if not shutil.which(tool)]:
        print(f"The tour needs {', '.join(lacking)}; ./dev tour installs them.", file=sys.stderr)
        return 77
    programs, tree, folder = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) == 5 and "KSP_TOUR_SESSION" in os.environ:
        return take(sys.argv[4], programs, tree, folder)

    looks = sys.argv[4:] or list(LOOKS)
    began = time.monotonic()
    for look in looks:
        for old in folder.glob(f"*.{look}.*"):
            old.unlink()
    # No accessibility bus, display or portal of the desktop that this may have been started from.
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("DISPLAY", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
    environment["KSP_TOUR_SESSION"] = "1"
    # All at the same time, each on a display and a bus of its own: most of it is waiting for what comes by itself.
    with contextlib.ExitStack() as files:
        walks = []
        for look in looks:
            # The bus and what it starts talk a lot on stderr.
            talk = files.enter_context(tempfile.TemporaryFile("w+", errors="replace"))
            walks.append((look, talk, subprocess.Popen(["dbus-run-session", "--", sys.executable, "-B", __file__, str(programs),
                                                        str(tree), str(folder), look], env=environment, stderr=talk)))
        failed = False
        for look, talk, walk in walks:
            if walk.wait():
                failed = True
                talk.seek(0)
                print(talk.read()[-4000:], file=sys.stderr)
            elif missing := PICTURES - len(list(folder.glob(f"[0-9][0-9]-*.{look}.png"))):
                failed = True
                print(f"{missing} pictures of {look} are missing.", file=sys.stderr)
        if failed:
            return 1
    sheet = contact_sheet(folder, looks)
    print(f"The tour took {time.monotonic() - began:.0f} s. Its pictures are in {folder}, all of them on {sheet}.")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
