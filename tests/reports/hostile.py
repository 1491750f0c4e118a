"""Text that a target may answer with and that no report may be hurt by."""

from __future__ import annotations

SCRIPT = "</script><script>window.broken = true</script><img src=x onerror='window.broken = true'>"

HOSTILE = {
    "script": SCRIPT,
    "comment": "<!-- <script> --> ]]> &lt; &amp;",
    "terminal": "\x1b[31mred\x1b[0m\x1b]8;;http://127.0.0.1:1/\x07link\x1b]8;;\x07",
    "control": "\x00\x01\x07\x08\x0b\x7f\x9b",
    "bidi": "admin\u202etxt.exe\u2066\u2069\u200f",
    "markdown": "](http://127.0.0.1:1/) **bold** | cell | ``` <details> @everyone",
    "command": "100% done\n::error::taken over\r\n::set-output name=x::y",
    "table": "=1+2;\"a,b\"\t'c'",
    "surrogate": "\ud800 alone",
    "separators": "line\u2028paragraph\u2029end",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "replacement": "\ufffd\ufffe\uffff",
}
