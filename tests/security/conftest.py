"""What the tests of security share."""

import io

import pytest
from PIL import Image


@pytest.fixture
def picture() -> bytes:
    """A small picture, as a file."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return drawn.getvalue()
