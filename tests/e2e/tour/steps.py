"""The way that the tour takes through the program, step by step."""
import json
import os
import re
import shutil
import signal
import subprocess
import time

from desktop import TourError
from review import Review
from window import Atspi, Window

LABELS = (Atspi.Role.LABEL, Atspi.Role.STATIC)
CELLS = (Atspi.Role.TABLE_CELL,)
CHART_NAME = "quiethours"
NOTE = {"en": "First release. Please try the schedule page with a workload of your own.",
        "zh_CN": "首次发布。请用您自己的工作负载试用时间表页面。"}


class Tour:
    """One walk, in one language: makes the pictures 01 to 10, and those of Review. `show(name, still)` is asked for each."""

    def __init__(self, desktop, programs, tree, texts, profile, show):
        self.desktop = desktop
        self.programs = programs
        # Where a person would have it: pictures show its path.
        self.chart = profile.parent / "sample-chart"
        shutil.copytree(tree / "resources" / "sample-chart", self.chart)
        self.texts = texts
        self.profile = profile
        self.show = show
        self.cloud = profile / "practice-cloud"
        self.window = None

    def walk(self):
        program = self.desktop.start(str(self.programs / "ks-publisher"), "--profile", str(self.profile))
        self.window = Window(program)
        self.first_start()
        self.account()
        self.choose_chart()
        self.preview()
        self.submit()
        snapshot = self.success()
        self.watch(snapshot)
        Review(self).walk()
        self.desktop.end(program)

    def first_start(self):
        self.window.wait_enabled(self.texts("WelcomePage", "Sign &in"))
        self.show("01-first-start")
        self.window.press(self.texts("WelcomePage", "&Try it without an account"))

    def account(self):
        self.window.wait(self.texts("AccountPage", "You are signed in"), LABELS)
        self.window.wait_enabled(self.texts("WizardPage", "&Continue"))
        self.show("02-account")
        self.window.press(self.texts("WizardPage", "&Continue"))

    def choose_chart(self):
        self.window.wait(self.texts("ChartPage", "Which extension do you want to publish?"), LABELS)
        zone = self.window.wait(self.texts("ChartStart", "Drop your extension here"))
        self.show("03-chart-empty")
        self.desktop.drag(str(self.programs / "ksp_drag_source"), self.chart, *self.window.middle(zone),
                          lambda: self.window.wait(self.texts("DropZone", "Drop it to open it."), LABELS),
                          lambda: self.window.wait_enabled(self.texts("WizardPage", "&Continue")))
        self.show("04-chart-loaded")
        self.window.press(self.texts("WizardPage", "&Continue"))

    def preview(self):
        self.window.wait(self.texts("PreviewPage", "This is what will be published"), LABELS)
        # Not before the package was made and its size is known.
        self.window.wait_enabled(self.texts("WizardPage", "&Continue"))
        self.show("05-preview")
        self.window.press(self.texts("WizardPage", "&Continue"))

    def submit(self):
        self.window.wait(self.texts("PlanView", "What will happen"), LABELS)
        self.window.write(self.texts("PlanView", "Note to the reviewers"), NOTE[self.texts.language])
        self.window.wait_enabled(self.texts("SubmitPage", "&Submit for review"))
        self.show("06-submit-before")
        cloud = json.loads((self.cloud / "practice.json").read_text(encoding="utf-8"))["pid"]
        # The Cloud is stopped while the picture is taken: otherwise all is over before anybody could look.
        os.kill(cloud, signal.SIGSTOP)
        try:
            self.window.press(self.texts("SubmitPage", "&Submit for review"))
            self.window.wait(self.texts("SubmitPage", "Publishing…"), LABELS)
            self.window.wait(self.texts("StepRow", "Under way"), LABELS)
            self.let_go_until_a_step_is_done(cloud)
            self.window.wait(self.texts("SubmitPage", "Publishing…"), LABELS)
            self.show("07-submit-running", still=False)
        finally:
            os.kill(cloud, signal.SIGCONT)

    def let_go_until_a_step_is_done(self, cloud):
        """Lets the Cloud work in slices that are too short for two steps."""
        def done():
            if self.window.look(self.texts("StepRow", "Done"), LABELS):
                return True
            os.kill(cloud, signal.SIGCONT)
            time.sleep(0.002)
            os.kill(cloud, signal.SIGSTOP)
            return False

        self.window.until(done, "finished step of the publish")

    def success(self):
        self.window.wait(self.texts("SubmitPage", "It is submitted"), LABELS)
        snapshot = self.window.wait(re.compile(r"^\d{6,}$"), LABELS).get_name()
        self.window.wait_enabled(self.texts("SubmitPage", "&Watch it"))
        self.show("08-success")
        self.window.press(self.texts("SubmitPage", "&Watch it"))
        return snapshot

    def watch(self, snapshot):
        self.window.wait(CHART_NAME, CELLS)
        submitted, active = self.texts("ReviewStatus", "submitted"), self.texts("ReviewStatus", "active")
        self.window.wait(submitted, CELLS)
        self.show("09-extensions-submitted")
        command = [str(self.programs / "ks-publisher-cli"), "practice", "approve", snapshot, "--state", str(self.cloud)]
        approval = subprocess.run(command, env=self.desktop.environment, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
        if approval.returncode:
            raise TourError(f"The reviewer could not approve snapshot {snapshot}: {approval.stdout.strip()}")
        self.window.press(self.texts("ExtensionsPage", "&Refresh"))
        self.window.until(lambda: self.window.look(active, CELLS) and not self.window.look(submitted, CELLS),
                          f"“{active}” in the table")
        self.show("10-extensions-active")
        self.desktop.notification(self.texts("ReviewNotices", "%1 was approved").replace("%1", f"{CHART_NAME} 1.0.0"), 10)
        self.desktop.click_notification()
