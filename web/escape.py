"""Text that stays text wherever it is shown."""

from __future__ import annotations

import html

_TEMPLATE_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])
"""No HTML document may hold them, and a terminal may obey them."""


def esc(text: object) -> str:
    """Text that stays text: in HTML, in attributes, and in the templates that Gradio's HTML component fills."""
    return html.escape(str(text), quote=True).translate(_TEMPLATE_SIGNS).translate(CONTROLS)
