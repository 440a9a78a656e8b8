# SPDX-License-Identifier: GPL-2.0
"""The pages as a site: `make docs`. What is particular to them is in sphinx/."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "sphinx"))

project = "pvshim"
author = "The pvshim developers"
copyright = author
with open(os.path.join(HERE, "..", "VERSION"), encoding="utf-8") as file:
    version = release = file.read().strip()

extensions = ["files", "headers", "links"]
primary_domain = "c"
highlight_language = "none"
# types of the kernel's, as u64; what our own pages name is looked up by sphinx/links.py
nitpick_ignore_regex = [(r"c:.*", r".*")]

html_theme = "alabaster"
html_theme_options = {"description": "One paravirt interface, whichever hypervisor is underneath",
                      "page_width": "1100px", "sidebar_width": "230px",
                      "fixed_sidebar": True}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}
html_show_copyright = False
html_copy_source = False
