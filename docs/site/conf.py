"""How Sphinx lays out the documentation site. Run by docs/site/build."""

import os
import re

project = "junheng 均衡"
language = "zh_CN"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
html_theme = "furo"
html_title = "junheng 均衡"
html_show_sourcelink = False
html_show_copyright = False
html_last_updated_fmt = None
html_static_path = ["static"]
html_css_files = ["site.css"]
# Links within a page are those that the repository's own pages use.
myst_heading_anchors = 6
myst_enable_extensions = []
# Words for the search: Chinese is cut into words, Latin text stays as it is.
html_search_language = "zh"
# Rule files and packs have no highlighter of their own.
highlight_language = "none"
REPOSITORY = os.environ.get("JUNHENG_REPOSITORY", "https://github.com/junheng/junheng") + "/blob/main/"


def plain_blocks(text):
    """Takes the words behind a block's language away, and languages that the site does not know."""
    known = {"sh": "sh", "json": "json", "rust": "rust", "yaml": "yaml", "python": "python", "toml": "toml", "text": "text"}
    return re.sub(r"(?m)^(```)(\w*)[^\n{]*$", lambda m: m[1] + known.get(m[2], "text" if m[2] else ""), text)


def outside(text):
    """Links that leave the documents lead to the repository."""
    return re.sub(r"\]\(\.\./([^)]*)\)", lambda m: "](" + REPOSITORY + m[1] + ")", text)


def read(_app, name, source):
    source[0] = outside(source[0] if name == "index" else plain_blocks(source[0]))


def setup(app):
    """Sphinx's own door."""
    app.connect("source-read", read)
    return {"parallel_read_safe": True}
