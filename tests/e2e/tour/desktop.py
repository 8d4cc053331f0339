"""A desktop that is not there: a display in memory, a window manager, and a camera."""
import contextlib
import ctypes
import os
import pathlib
import signal
import subprocess
import tempfile
import time

WIDTH, HEIGHT = 1180, 800

# The program's window fills the screen and has no frame, so that a picture shows it and nothing else.
OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <applications>
    <application type="normal"><decor>no</decor><maximized>yes</maximized></application>
  </applications>
</openbox_config>
"""


# Large enough to be read in a picture, and there until it is clicked. What is told is written down, one line each.
DUNST = """[global]
    origin = bottom-right
    offset = 24x48
    width = 380
    height = 160
    font = DejaVu Sans 11
    frame_width = 1
    frame_color = "#6b7280"
    corner_radius = 6
    idle_threshold = 0
    show_indicators = no
    format = "<b>%s</b>\\n%b"
    mouse_left_click = do_action, close_current
[urgency_normal]
    background = "#1f2937"
    foreground = "#f9fafb"
    timeout = 0
[written_down]
    appname = "*"
    script = SCRIPT
"""


class TourError(Exception):
    """Something on the way that could not be done: a sentence."""


def die_with_parent():
    """For preexec_fn: whatever ends the tour ends what it started."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def until(condition, what, seconds=30, pause=0.1):
    """Waits until condition() gives something that counts as true, and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TourError(f"After {seconds} s there is still no {what}.")
        time.sleep(pause)


class Desktop:
    """Started when made, ended by close(). Needs a D-Bus session of its own around it."""

    def __init__(self, home):
        self.home = pathlib.Path(home)
        self.processes = []
        run = self.home / "run"
        run.mkdir(mode=0o700)
        self.environment = {
            "PATH": os.environ["PATH"],
            "DBUS_SESSION_BUS_ADDRESS": os.environ["DBUS_SESSION_BUS_ADDRESS"],
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(run),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        reader, writer = os.pipe()
        # Without -noreset the display starts anew when its last client leaves, and takes a window manager that is just
        # coming with it.
        self.start("Xvfb", "-noreset", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp",
                   pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as announced:
            number = announced.readline().strip()
        if not number:
            raise TourError("The virtual display, Xvfb, did not start.")
        self.environment["DISPLAY"] = f":{number}"
        config = self.home / "openbox.xml"
        config.write_text(OPENBOX, encoding="utf-8")
        self.start("openbox", "--sm-disable", "--config-file", str(config))
        until(lambda: "_NET_SUPPORTING_WM_CHECK(WINDOW)" in self.output("xprop", "-root"), "window manager")
        self.start("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
        self.wait_for_service("org.a11y.Bus")
        self.start_notifications()
        # Where pyatspi looks for the accessibility bus.
        os.environ.update(self.environment)

    def start_notifications(self):
        """The service that shows and counts what programs tell the user."""
        script = self.home / "write-down"
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$2" >>"{self.home}/notifications"\n', encoding="utf-8")
        script.chmod(0o700)
        config = self.home / "dunstrc"
        config.write_text(DUNST.replace("SCRIPT", str(script)), encoding="utf-8")
        self.start("dunst", "-config", str(config))
        self.wait_for_service("org.freedesktop.Notifications")

    def notifications(self):
        """The titles of all that was told."""
        file = self.home / "notifications"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def notification(self, title, seconds):
        """Waits until this was told; it has to be the last, and told once."""
        until(lambda: title in self.notifications(), f"notification “{title}”", seconds)
        told = self.notifications()
        if told[-1] != title or told.count(title) != 1:
            raise TourError(f"“{title}” was to be told once, and last: {told}")

    def click_notification(self):
        def place():
            found = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "Dunst"], env=self.environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout.split()
            return found and dict(line.split("=") for line in
                                  self.output("xdotool", "getwindowgeometry", "--shell", found[0]).split())

        box = until(place, "notification on the screen")
        self.mouse("mousemove", int(box["X"]) + int(box["WIDTH"]) // 2, int(box["Y"]) + int(box["HEIGHT"]) // 2, "click", 1)
        self.mouse("mousemove", WIDTH - 1, HEIGHT - 1)

    @contextlib.contextmanager
    def minimized(self):
        """The window that is in front, out of sight meanwhile."""
        window = self.output("xdotool", "getactivewindow").strip()
        self.mouse("windowminimize", "--sync", window)
        yield
        self.mouse("windowactivate", "--sync", window)

    def wait_for_service(self, name):
        # Whoever asked before would make the bus start another one.
        until(lambda: "true" in self.output("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                                            "org.freedesktop.DBus.NameHasOwner", f"string:{name}"), name)

    def start(self, *command, **options):
        """Starts a program of this desktop; its complaints go to a file in the home folder."""
        name = pathlib.Path(command[0]).name
        with open(self.home / f"{name}.log", "ab") as log:
            process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=options.pop("stdout", log), stderr=log, preexec_fn=die_with_parent,
                                       **options)
        self.processes.append(process)
        return process

    def end(self, process):
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.processes.remove(process)

    def close(self):
        for process in reversed(list(self.processes)):
            self.end(process)

    def output(self, *command):
        """What a program prints."""
        result = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                check=False, timeout=30)
        if result.returncode:
            raise TourError(f"{' '.join(command)}: {result.stderr.strip()}")
        return result.stdout

    def photograph(self, path, still=True):
        """The whole screen as a PNG. Waits until it does not change any more, unless it is moving by nature."""
        shot = ("import", "-silent", "-window", "root")
        path = str(path)
        deadline = time.monotonic() + 3
        before = None
        while True:
            self.output(*shot, path)
            now = self.output("identify", "-format", "%#", path)
            if not still or now == before or time.monotonic() > deadline:
                return
            before = now
            time.sleep(0.15)

    def mouse(self, *arguments):
        self.output("xdotool", *map(str, arguments))

    def drag(self, source_program, path, x, y, hovering, dropped):
        """Drags a file or folder to a place on the screen, as somebody with a file manager would. hovering() and dropped()
        wait for what is to be seen before and after the mouse is let go."""
        process = self.start(source_program, str(path), str(WIDTH - 240), str(HEIGHT - 140), stdout=subprocess.PIPE)
        try:
            from_x, from_y = map(int, process.stdout.readline().split())
            self.mouse("mousemove", from_x, from_y, "mousedown", 1)
            steps = 15
            for i in range(1, steps + 1):
                # A drag begins, and says what it carries, only while the mouse moves.
                self.mouse("mousemove", from_x + (x - from_x) * i // steps, from_y + (y - from_y) * i // steps)
                time.sleep(0.04)
            hovering()
            self.mouse("mouseup", 1)
            if process.stdout.readline().strip() != b"dropped":
                raise TourError(f"The window did not take {path}, which was dropped on it.")
            self.mouse("mousemove", WIDTH - 1, HEIGHT - 1)
            # What is dropped comes from the source: it has to live that long.
            dropped()
        finally:
            self.end(process)


def temporary_home():
    return tempfile.TemporaryDirectory(prefix="ks-publisher-tour-")
