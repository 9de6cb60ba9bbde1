#!/usr/bin/python3
"""dragsource.py FILE...: a small window that behaves as a file manager does with FILEs: they can be dragged out of it.

With --clipboard first, FILEs are put into the clipboard as well; with --text TEXT in place of FILEs, TEXT is. Needs
python3-gi and gir1.2-gtk-3.0. Says "ready X Y" (the middle of the window on the screen) when it can be dragged from, and
"asked" each time a window took the files.
"""
import pathlib
import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

arguments = sys.argv[1:]
text = arguments[1] if arguments[:1] == ["--text"] else None
copying = text is not None or arguments[:1] == ["--clipboard"]
arguments = [] if text is not None else arguments
uris = [pathlib.Path(path).absolute().as_uri() for path in arguments[copying and text is None:]]

window = Gtk.Window(title="dragsource")
window.set_default_size(180, 80)
window.move(20, 20)
box = Gtk.EventBox()
box.add(Gtk.Label(label="drag me"))
window.add(box)
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()


def supply(_widget, _context, data, _info, _time):
    data.set_uris(uris)
    print("asked", flush=True)


def tell():
    _, x, y = window.get_window().get_origin()
    print("ready", x + window.get_allocated_width() // 2, y + window.get_allocated_height() // 2, flush=True)
    return False


def mapped(*_):
    if copying:
        Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD).set_text(text or "\n".join(uris), -1)
    GLib.timeout_add(300, tell)


box.connect("drag-data-get", supply)
window.connect("map-event", mapped)
window.show_all()
Gtk.main()
