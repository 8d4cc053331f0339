"""The way through the review dashboard, after the first extension was approved: reviews move, and the user acts."""
import json
import re
import shutil
import subprocess

from desktop import TourError, until
from window import Atspi, pattern

LABELS = (Atspi.Role.LABEL, Atspi.Role.STATIC)
CELLS = (Atspi.Role.TABLE_CELL,)
TABS = (Atspi.Role.PAGE_TAB,)
TEXTS = (Atspi.Role.TEXT, Atspi.Role.ENTRY, Atspi.Role.LABEL, Atspi.Role.STATIC)

# Name, version, name in the marketplace.
EXTENSIONS = (("backupkit", "1.2.0", "Backup Kit"), ("costboard", "2.1.0", "Cost Board"),
              ("gatewatch", "3.0.1", "Gate Watch"), ("loglens", "0.4.0", "Log Lens"),
              ("meshmap", "0.1.0-rc.1", "Mesh Map"), ("shiftplan", "1.0.0", "Shift Plan"))


def within(sentence):
    """A sentence that is told together with others, or with what kind of message it is."""
    return re.compile(pattern(sentence).pattern.removeprefix("^").removesuffix("$"), re.S)


class Review:
    """Goes on in the window of a Tour that has arrived at the dashboard: makes the pictures 11 to 19."""

    def __init__(self, tour):
        self.desktop = tour.desktop
        self.programs = tour.programs
        self.sample = tour.chart
        self.texts = tour.texts
        self.profile = tour.profile
        self.cloud = tour.cloud
        self.window = tour.window
        self.show = tour.show
        self.snapshots = {}
        connection = json.loads((self.cloud / "practice.json").read_text(encoding="utf-8"))
        self.server, self.key = connection["url"], connection["key"]

    def walk(self):
        self.fill()
        self.approved()
        self.sent_back()
        self.withdraw()
        self.beta_same()
        self.beta_differs()

    # The others: a reviewer, and the user or a colleague at another desk

    def command(self, *arguments, code=0):
        """What the command line prints; it has to end with that exit code."""
        result = subprocess.run([str(self.programs / "ks-publisher-cli"), *arguments], env=self.desktop.environment,
                                input=self.key + "\n", stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                                timeout=60)
        if result.returncode != code:
            raise TourError(f"ks-publisher-cli {' '.join(arguments)} ended with {result.returncode}: {result.stderr.strip()}")
        return result.stdout

    def push(self, chart, profile):
        printed = self.command("push", str(chart), "--key-stdin", "--yes", "--json", "--server", self.server, "--profile",
                               str(profile))
        return json.loads(printed)["snapshotId"]

    def review(self, verdict, name, *options):
        self.command("practice", verdict, self.snapshots[name], "--state", str(self.cloud), *options)

    def make_chart(self, name, version, title):
        chart = self.sample.parent / name
        shutil.copytree(self.sample, chart)
        metadata = chart / "extension.yaml"
        text = metadata.read_text(encoding="utf-8")
        for before, after in (("name: quiethours", f"name: {name}"), ("version: 1.0.0", f"version: {version}"),
                              ("en: Quiet Hours", f"en: {title}")):
            text = re.sub(f"(?m)^( *){re.escape(before)}$", rf"\g<1>{after}", text, count=1)
        metadata.write_text(text, encoding="utf-8")
        return chart

    # What the user sees and does

    def choose(self, name):
        node = self.window.wait(re.compile(f"^{name}\\b"), CELLS)
        self.desktop.mouse("mousemove", *self.window.middle(node), "click", 1)
        self.window.wait(name, LABELS)

    def open_tab(self, name):
        node = self.window.wait(name, TABS)
        self.desktop.mouse("mousemove", *self.window.middle(node), "click", 1)

    def marked(self, name):
        """The row of an extension that the user has not looked at since it changed."""
        return self.texts("ExtensionsModel", "%1, changed since you looked at it").replace("%1", name)

    def open_by_notification(self, name):
        """From the notification on the screen to the extension: what is looked at loses its mark."""
        self.desktop.click_notification()
        self.window.wait(name, LABELS)
        self.window.until(lambda: not self.window.look(self.marked(name), CELLS), f"row of {name} without a mark")

    def fill(self):
        for name, version, title in EXTENSIONS:
            self.snapshots[name] = self.push(self.make_chart(name, version, title), self.profile)
        self.review("reject", "gatewatch", "--as", "rejected")
        self.command("unpush", self.snapshots["meshmap"], "--key-stdin", "--yes", "--server", self.server, "--profile",
                     str(self.profile))
        self.window.press(self.texts("ExtensionsPage", "&Refresh"))
        for name, _, _ in EXTENSIONS:
            self.window.wait(re.compile(f"^{name}\\b"), CELLS)
        for word in ("submitted", "active", "draft", "rejected"):
            self.window.wait(self.texts("ReviewStatus", word), CELLS)
        self.choose("quiethours")
        self.show("11-review-states")

    def approved(self):
        """While the window is open and something else is looked at: found by the watch itself."""
        self.review("approve", "loglens")
        title = self.texts("ReviewNotices", "%1 was approved").replace("%1", "loglens 0.4.0")
        self.desktop.notification(title, 90)  # The watch asks every half minute.
        self.window.wait(self.marked("loglens"), CELLS)
        self.show("12-review-notification")
        self.open_by_notification("loglens")
        self.window.wait(self.texts("TimelineModel", "%1 was approved (%2 → %3)"), CELLS)
        self.show("13-review-approved")

    def sent_back(self):
        """While the window is away; when it comes back it asks at once."""
        with self.desktop.minimized():
            self.window.wait_until_inactive()
            self.review("reject", "backupkit", "--as", "draft")
        title = self.texts("ReviewNotices", "%1 was sent back").replace("%1", "backupkit 1.2.0")
        self.desktop.notification(title, 20)
        self.window.wait(self.marked("backupkit"), CELLS)
        self.show("14-review-sent-back-notification")
        self.open_by_notification("backupkit")
        self.window.wait(self.texts("TimelineModel", "%1 was sent back (%2 → %3)"), CELLS)
        self.window.wait(self.texts("DetailsPane", "The reviewers sent it back. It can be changed and submitted again."), LABELS)
        self.show("15-review-sent-back")

    def withdraw(self):
        self.choose("costboard")
        self.window.press(self.texts("DetailsPane", "&Withdraw…"))
        self.window.wait(within(self.texts("DetailsPane", "Withdraw %1 from review? It becomes a draft again.")), LABELS)
        self.show("16-review-withdraw")
        self.window.press(self.texts("DetailsPane", "&Yes, withdraw"))
        self.window.wait(self.texts("ReviewCommands", "Version %1 was withdrawn. It is a draft again."), LABELS)
        self.window.wait(self.texts("TimelineModel", "You withdrew %1 (%2 → %3)"), CELLS)
        printed = self.command("get", "costboard", "--key-stdin", "--server", self.server, "--profile", str(self.profile))
        if not re.search(r"\b2\.1\.0\b.*\bdraft\b", printed):
            raise TourError(f"The server does not know of the withdrawal: {printed}")
        self.show("17-review-withdrawn")

    def check_beta(self, sentence, code):
        """In the window, and by the command line, which has to end with that exit code."""
        self.window.press(self.texts("BetaSection", "Ch&eck now"))
        self.window.wait(within(sentence), LABELS)
        self.command("beta", "shiftplan", "1.0.0", "--server", self.server, "--profile", str(self.profile), code=code)

    def beta_same(self):
        self.choose("shiftplan")
        self.open_tab(self.texts("DetailsPane", "Beta"))
        self.check_beta(self.texts("BetaTexts", "It is in the beta repository, byte for byte as it was sent."), 0)
        self.show("18-beta-same")

    def beta_differs(self):
        """A colleague has replaced the version from another desk."""
        chart = self.sample.parent / "shiftplan"
        with open(chart / "values.yaml", "a", encoding="utf-8") as values:
            values.write("# Changed at another desk.\n")
        self.push(chart, self.profile.parent / "colleague")
        self.check_beta(
            self.texts("BetaTexts", "It is in the beta repository, but %n file(s) differ from what was sent.", 1), 5)
        self.window.press(self.texts("BetaSection", "Show the f&iles"))
        self.window.until(lambda: any(text.startswith("values.yaml") and "\n" not in text for text in self.window.contents()),
                          "“values.yaml” alone in the list")
        self.show("19-beta-differs")
        told = self.desktop.notifications()
        if len(told) != 3:  # The first approval, and the two of before: nothing of what the user did.
            raise TourError(f"Three notifications were expected: {told}")
