"""Distances without a GIS."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

EARTH_KM = 6371.0088  # mean radius (IUGG)


def distance_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Return the great-circle distance in kilometres between two points in degrees (haversine formula)."""
    phi_a, phi_b = math.radians(latitude_a), math.radians(latitude_b)
    half = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def box(latitude: float, longitude: float, km: float) -> tuple[float, float, float, float]:
    """Return (south, north, west, east) in degrees of a box that holds every point within `km`."""
    high = math.degrees(km / EARTH_KM)
    wide = high / max(0.01, math.cos(math.radians(min(89.0, abs(latitude) + high))))
    return latitude - high, latitude + high, longitude - wide, longitude + wide


def on_sphere(latitudes: Sequence[float] | np.ndarray, longitudes: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return points in degrees as an n × 3 array on the unit sphere: a straight tree then measures great circles."""
    phi, theta = np.radians(np.asarray(latitudes, float)), np.radians(np.asarray(longitudes, float))
    return np.column_stack((np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)))
