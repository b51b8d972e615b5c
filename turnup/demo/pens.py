"""Signatures of the demo's people, as a finger draws them on a phone, no two the same."""

from math import cos, pi, sin
from random import Random

POINTS = 46


def drawn(rng: Random) -> str:
    """Draw a signature: loops that run to the right and a stroke under them, as an SVG path."""
    width, wave = rng.uniform(280, 460), rng.uniform(4.2, 7.5)
    tall, lean = rng.uniform(34, 62), rng.uniform(0.3, 1.4)
    left = rng.uniform(50, 110)
    points = []
    for nth in range(POINTS):
        way = nth / (POINTS - 1)
        fading = 1 - 0.55 * way
        x = left + width * way + 16 * sin(2 * pi * wave * way + lean)
        y = 100 + tall * fading * cos(2 * pi * wave * way) - 14 * way
        points.append((x, y))
    name = "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    under = f"M{left + 40:.0f} 168L{left + width * 0.5:.0f} 158L{left + width:.0f} 148"
    return f"M{name}{under}"
