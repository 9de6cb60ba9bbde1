#!/usr/bin/python3
"""dragsource.py FILE...: a small window that behaves as a file manager does with FILEs: they can be dragged out of it.

With --clipboard first, FILEs are put into the clipboard instead, without a window; with --text TEXT in place of FILEs,
TEXT is. Needs python3-gi and gir1.2-gtk-3.0. It says, a line each:
  ready X Y  it can be dragged from, at the middle of its window on the screen; or the clipboard is filled
  entered    the pointer is over it, and nothing else is
  welcome    the window under the dragged files would take them
  asked      a window took the files
  ended      it has them; the program ends
The window lies over all others and never takes the keyboard.
"""
import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def say(*words):
    print(*words, flush=True)


def copy(text):
    Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).set_text(text, -1)
    Gdk.Display.get_default().sync()
    say("ready", 0, 0)
    Gtk.main()


def uris(paths):
    return [pathlib.Path(path).absolute().as_uri() for path in paths]


def supply(_widget, _context, data, _info, _time):
    data.set_uris(uris(sys.argv[1:]))
    say("asked")


def watch(context):
    if not context.get_selected_action():
        return True
    say("welcome")
    return False


def mapped(window, _event):
    _, x, y = window.get_window().get_origin()
    say("ready", x + window.get_allocated_width() // 2, y + window.get_allocated_height() // 2)


def end(*_):
    say("ended")
    Gtk.main_quit()


if sys.argv[1] == "--text":
    copy(sys.argv[2])
    sys.exit()
if sys.argv[1] == "--clipboard":
    copy("\n".join(uris(sys.argv[2:])))
    sys.exit()

window = Gtk.Window(title="dragsource", accept_focus=False)
window.set_keep_above(True)
window.set_default_size(180, 80)
window.move(20, 20)
box = Gtk.EventBox()
box.add(Gtk.Label(label="drag me"))
box.add_events(Gdk.EventMask.ENTER_NOTIFY_MASK)
window.add(box)
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("enter-notify-event", lambda *_: say("entered"))
box.connect("drag-begin", lambda _, context: GLib.timeout_add(10, watch, context))
box.connect("drag-data-get", supply)
box.connect("drag-end", end)
window.connect("map-event", mapped)
window.show_all()
Gtk.main()
