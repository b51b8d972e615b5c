"""What rain takes from a link: specific attenuation by ITU-R P.838-3, a whole path by P.530-17."""

from typing import Any, Final, NamedTuple

import numpy as np

from turnup.surveys.precheck.geodesy import Values

IGNORED_BELOW_GHZ: Final = 7.0
"""Below, rain takes less than any other uncertainty of a pre-check; above 10 GHz it decides."""
LONGEST_FACTOR: Final = 2.5


class _Curve(NamedTuple):
    """Coefficients of one of the four curves of P.838-3: bells over log f, and a line."""

    heights: tuple[float, ...]
    centres: tuple[float, ...]
    widths: tuple[float, ...]
    slope: float
    offset: float

    def at(self, frequency_ghz: Values) -> Any:
        log_f = np.log10(frequency_ghz)
        bells = sum(
            height * np.exp(-(((log_f - centre) / width) ** 2))
            for height, centre, width in zip(self.heights, self.centres, self.widths, strict=True)
        )
        return bells + self.slope * log_f + self.offset


_LOG_K: Final = {
    "H": _Curve(
        (-5.33980, -0.35351, -0.23789, -0.94158),
        (-0.10008, 1.26970, 0.86036, 0.64552),
        (1.13098, 0.45400, 0.15354, 0.16817),
        -0.18961,
        0.71147,
    ),
    "V": _Curve(
        (-3.80595, -3.44965, -0.39902, 0.50167),
        (0.56934, -0.22911, 0.73042, 1.07319),
        (0.81061, 0.51059, 0.11899, 0.27195),
        -0.16398,
        0.63297,
    ),
}
_ALPHA: Final = {
    "H": _Curve(
        (-0.14318, 0.29591, 0.32177, -5.37610, 16.1721),
        (1.82442, 0.77564, 0.63773, -0.96230, -3.29980),
        (-0.55187, 0.19822, 0.13164, 1.47828, 3.43990),
        0.67849,
        -1.95537,
    ),
    "V": _Curve(
        (-0.07771, 0.56727, -0.20238, -48.2991, 48.5833),
        (2.33840, 0.95545, 1.14520, 0.791669, 0.791459),
        (-0.76284, 0.54039, 0.26809, 0.116226, 0.116479),
        -0.053739,
        0.83433,
    ),
}


def coefficients(frequency_ghz: Values, polarization: str) -> tuple[Any, Any]:
    """Give k and α of γ = k R^α for a level path, 1 to 1000 GHz, polarization H or V (P.838-3)."""
    return 10 ** _LOG_K[polarization].at(frequency_ghz), _ALPHA[polarization].at(frequency_ghz)


def path_factor(frequency_ghz: Values, distance_km: Values, alpha: Values, rain_mm_h: float) -> Any:
    """Give r, by which the path counts as it rains on a part of it only; at most 2.5 (P.530-17)."""
    distance = np.maximum(distance_km, 1e-6)
    spread = 0.477 * distance**0.633 * rain_mm_h ** (0.073 * np.asarray(alpha))
    spread = spread * np.asarray(frequency_ghz) ** 0.123
    below = spread - 10.579 * (1 - np.exp(-0.024 * distance))
    return np.where(below * LONGEST_FACTOR > 1, 1 / np.maximum(below, 0.4), LONGEST_FACTOR)


def rain_db(frequency_ghz: Values, distance_km: Values, polarization: str, rain_mm_h: float) -> Any:
    """Give A0.01, the attenuation in dB exceeded for 0.01 % of the time (P.530-17).

    `rain_mm_h` is the rain rate exceeded for 0.01 % of the time (P.837).
    """
    k, alpha = coefficients(frequency_ghz, polarization)
    factor = path_factor(frequency_ghz, distance_km, alpha, rain_mm_h)
    return k * rain_mm_h**alpha * factor * distance_km


def rain_exceeded_db(at_001_db: Values, frequency_ghz: Values, percent: float) -> Any:
    """Give the attenuation in dB exceeded for `percent` of the time, 0.001 to 1 % (P.530-17).

    C0 is read as 0.12 + 0.4 log[(f/10)^0.8]; another reading raises the logarithm itself to 0.8,
    which changes nothing at 0.01 %.
    """
    above = np.maximum(np.divide(frequency_ghz, 10), 1.0)
    c0 = 0.12 + 0.4 * np.log10(above**0.8)
    c1 = 0.07**c0 * 0.12 ** (1 - c0)
    c2 = 0.855 * c0 + 0.546 * (1 - c0)
    c3 = 0.139 * c0 + 0.043 * (1 - c0)
    return at_001_db * c1 * percent ** -(c2 + c3 * np.log10(percent))
