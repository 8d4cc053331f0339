"""The program's window as a screen reader finds it: controls by role and name."""
import pathlib
import re
import xml.etree.ElementTree

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

from desktop import TourError, until  # noqa: E402

# It was called PUSH_BUTTON before AT-SPI 2.53.
BUTTON = Atspi.Role.BUTTON if hasattr(Atspi.Role, "BUTTON") else Atspi.Role.PUSH_BUTTON
BUTTONS = (BUTTON, Atspi.Role.RADIO_BUTTON, Atspi.Role.CHECK_BOX, Atspi.Role.TOGGLE_BUTTON,
           Atspi.Role.LINK, Atspi.Role.MENU_ITEM)
FIELDS = (Atspi.Role.TEXT, Atspi.Role.ENTRY)


def plain(text):
    """A text without its mnemonic: "&Continue", "继续(&C)" and what Qt makes of them."""
    return re.sub(r"\s*\(&?[A-Z0-9]\)(?=…|\.\.\.|$)", "", text or "").replace("&", "").strip()


class Texts:
    """What the program says, in one language: from the file of its translation."""

    def __init__(self, tree, language):
        self.language = language
        self.translations = {}
        path = pathlib.Path(tree) / "translations" / f"ks-publisher_{language}.ts"
        for context in xml.etree.ElementTree.parse(path).getroot().iter("context"):
            for message in context.iter("message"):
                translation = message.find("translation")
                if translation.get("type") in ("unfinished", "obsolete", "vanished"):
                    continue
                forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
                if all(forms):
                    self.translations[(context.findtext("name"), message.findtext("source"))] = forms

    def __call__(self, context, source, count=2):
        """The text of a source text, with its placeholders; in the form for so many."""
        # Without a translation the program says what stands in its source.
        forms = self.translations.get(("ksp::" + context, source), [source])
        return forms[0] if count == 1 else forms[-1]


def pattern(text):
    """What a name has to match to be this text, whatever stands for its placeholders."""
    parts = re.split(r"%L?\d|%n", plain(text))
    return re.compile("^" + "(.*)".join(map(re.escape, parts)) + "$", re.S)


class Window:
    """Of the program with a process ID, once it is there."""

    def __init__(self, process):
        self.process = process
        Atspi.init()
        self.application = self.until(self._find_application, "window of the program that a screen reader could find", 30)
        # What libatspi remembers would be told of changes by an event loop that is not running here.
        self.application.set_cache_mask(Atspi.Cache.NONE)

    def until(self, condition, what, seconds=30):
        """Waits for something to be seen in the window. What goes away while it is looked at is looked for again."""
        def checked():
            if self.process.poll() is not None:
                raise TourError(f"The program ended by itself, with exit code {self.process.returncode}, before there was "
                                f"{what}.")
            try:
                return condition()
            except GLib.Error:
                return None

        return until(checked, what, seconds)

    def _find_application(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            try:
                if child and child.get_process_id() == self.process.pid and child.get_child_count():
                    return child
            except GLib.Error:
                continue  # It is just coming, or going.
        return None

    def nodes(self, root=None, depth=0):
        """(node, role, name, depth) of everything that is to be seen."""
        root = root or self.application
        for i in range(root.get_child_count()):
            try:
                node = root.get_child_at_index(i)
                if not node or not node.get_state_set().contains(Atspi.StateType.SHOWING):
                    continue
                yield node, node.get_role(), node.get_name(), depth
                yield from self.nodes(node, depth + 1)
            except GLib.Error:
                continue  # It went away meanwhile.

    def look(self, text, roles=None):
        """The first node that has this text, or nothing; text is a string or a compiled pattern."""
        wanted = text if isinstance(text, re.Pattern) else pattern(text)
        for node, role, name, _ in self.nodes():
            if (roles is None or role in roles) and name and wanted.search(plain(name)):
                return node
        return None

    def wait(self, text, roles=None):
        """The node with this text, as soon as it is there."""
        what = text.pattern if isinstance(text, re.Pattern) else plain(text)
        return self.until(lambda: self.look(text, roles), f"“{what}” in the window")

    def wait_enabled(self, text, roles=BUTTONS):
        """The button with this text, as soon as it can be pressed."""
        def enabled():
            node = self.look(text, roles)
            return node if node and node.get_state_set().contains(Atspi.StateType.ENABLED) else None

        self.wait(text, roles)
        return self.until(enabled, f"“{plain(text)}” that can be pressed")

    def press(self, text, roles=BUTTONS):
        """Presses the button with this text, as soon as that is possible."""
        node = self.wait_enabled(text, roles)
        for i in range(node.get_n_actions()):
            if node.get_action_name(i).lower() in ("press", "toggle"):
                node.do_action(i)
                return
        raise TourError(f"“{plain(text)}” has no action that presses it.")

    def write(self, name, text):
        """Puts a text into a field."""
        if not self.wait(name, FIELDS).set_text_contents(text):
            raise TourError(f"“{plain(name)}” takes no text.")

    def contents(self):
        """What is written in the fields of several lines, whose names are not their texts."""
        return [Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
                for node, role, _, _ in self.nodes() if role in FIELDS]

    def wait_until_inactive(self):
        """The program knows that its window is not the one in front: a moment later than it is so."""
        def inactive():
            frame = self.application.get_child_at_index(0)
            return not frame.get_state_set().contains(Atspi.StateType.ACTIVE)

        self.until(inactive, "window that is not in front")

    @staticmethod
    def middle(node):
        box = node.get_extents(Atspi.CoordType.SCREEN)
        return box.x + box.width // 2, box.y + box.height // 2

    def tree(self):
        """All of it as text, for the one who asks why a step could not be done."""
        if self.process.poll() is not None:
            return "The program has ended.\n"
        lines = []
        for node, _, name, depth in self.nodes():
            states = node.get_state_set()
            marks = "".join(mark for state, mark in ((Atspi.StateType.FOCUSED, " focused"), (Atspi.StateType.CHECKED, " checked"),
                                                     (Atspi.StateType.SELECTED, " selected")) if states.contains(state))
            if not states.contains(Atspi.StateType.ENABLED):
                marks += " disabled"
            description = node.get_description()
            lines.append("  " * depth + f"{node.get_role_name()} “{name}”{marks}" + (f"  ({description})" if description else ""))
        return "\n".join(lines) + "\n"
