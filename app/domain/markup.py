"""Markdown as safe HTML: the one door from what people type to what browsers show."""

import nh3
from markdown_it import MarkdownIt

# Raw HTML stays text, and images are not loaded from anywhere. The nesting limit of markdown-it
# bounds what a hostile text costs. People press Enter to break a line, so a newline is one.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})
_MARKDOWN.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
# No class, id, style, data-* or hx-*: typed text can neither dress up as our own controls nor
# reach the scripts that act on attributes.
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def render_markdown(text: str) -> str:
    """The HTML of a text: only plain formatting, links to http, https and mailto with
    rel="nofollow noopener ugc". Mentions stay words."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
        strip_comments=True,
    )
