"""How colours stand to each other, as WCAG 2.2 measures it."""

from matplotlib.colors import to_hex, to_rgb

from is248.figures.palette import INK


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """Return the text colour, white or black, that has a contrast of at least 4.5:1 to a background."""
    return "#ffffff" if contrast(colour, "#ffffff") >= 4.5 else "#000000"


def legible(colour: str) -> str:
    """Return a colour for text on paper: itself, or as much darker as a contrast of 4.5:1 needs."""
    for part in range(10):
        darker = to_hex([channel * (1 - part / 20) for channel in to_rgb(colour)])
        if contrast(darker, "#ffffff") >= 4.5:
            return darker
    return INK


def _luminance(colour: str) -> float:
    channels = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour))
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
