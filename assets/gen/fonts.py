#!/usr/bin/env python3
"""Makes ja.otf and zh-Hans.otf: the glyphs of Noto Sans CJK (SIL Open Font
License) that the window's translations need and Fyne's own fonts lack, with
the line metrics of Noto Sans, so that lines of both have one height.

Run it as "python3 assets/gen/fonts.py"; it needs Debian's fonts-noto-cjk and
python3-fonttools. File names may hold any glyph: those come from the system.
"""
import json
import pathlib

from fontTools import subset

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
NAMES = "日本語简体中文"  # what the languages call themselves
root = pathlib.Path(__file__).resolve().parents[2]


def texts(value):
    if isinstance(value, dict):
        return "".join(texts(v) for v in value.values())
    return value


for language, number in (("ja", 0), ("zh-Hans", 2)):
    path = root / "ui/window/translations" / (language + ".json")
    wanted = {c for c in texts(json.loads(path.read_text("utf-8"))) + NAMES if ord(c) >= 0x2E80}
    wanted |= set(" \u00a0")  # a space has the font of what it follows
    if language == "ja":
        wanted |= {chr(c) for c in range(0x3041, 0x3100)}  # all kana
    options = subset.Options(font_number=number, layout_features=[], hinting=False, desubroutinize=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 13, 14]  # with the copyright and the licence
    font = subset.load_font(SOURCE, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(c) for c in wanted])
    subsetter.subset(font)
    scale = font["head"].unitsPerEm / 1000
    for table, ascent, descent, gap in (("hhea", "ascent", "descent", "lineGap"), ("OS/2", "sTypoAscender", "sTypoDescender", "sTypoLineGap")):
        setattr(font[table], ascent, round(1069 * scale))
        setattr(font[table], descent, round(-293 * scale))
        setattr(font[table], gap, 0)
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = round(1069 * scale), round(293 * scale)
    subset.save_font(font, str(root / "assets" / (language + ".otf")), options)
    print(language, len(wanted), "glyphs")
