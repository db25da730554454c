"""Numbered marks kept apart: those that would cover each other are pushed, as little as needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDS = 400
# A hair more than the gap, or the last push comes after the last look.
SURE = 1.02


def apart(at: Floats, gap: float, width: float, height: float, edge: float) -> Floats:
    """Where marks at (n, 2) pixels are drawn: `gap` apart and `edge` inside width × height.

    The same points always come to the same places. Where there is no room for so many they
    come as far apart as the rounds bring them.
    """
    moved = np.clip(at, edge, (max(edge, width - edge), max(edge, height - edge)))
    for _ in range(ROUNDS):
        step = _pushes(moved, gap)
        if not step.any():
            break
        moved = np.clip(moved + step, edge, (max(edge, width - edge), max(edge, height - edge)))
    return moved


def _pushes(at: Floats, gap: float) -> Floats:
    between = at[:, None, :] - at[None, :, :]
    far = np.hypot(between[..., 0], between[..., 1])
    near = (far < gap) & ~np.eye(len(at), dtype=bool)
    # One spot: parted along an angle of their own, never at random.
    row, column = np.nonzero(near & (far < 0.5))
    angle = np.minimum(row, column) * 2.4 + np.maximum(row, column) * 0.7
    side = np.where(row < column, 1.0, -1.0)
    between[row, column] = np.stack([np.cos(angle) * side, np.sin(angle) * side], axis=1)
    length = np.where(far < 0.5, 1.0, far)
    push = np.where(near, (gap * SURE - far) / 2, 0.0)
    # Several neighbours push at once: half of each, or the heap swings to and fro.
    damp = np.where(near.sum(axis=1) > 1, 0.6, 1.0)[:, None]
    step: Floats = (between / length[..., None] * push[..., None]).sum(axis=1) * damp
    return step
