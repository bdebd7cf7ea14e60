"""How the reader ends when nobody asked it to: it is told to stop, or its terminal is gone.

Without this, SIGTERM and SIGHUP leave the terminal in the reader's mode, and a terminal that vanishes without a signal
leaves a program that reads its end over and over. In each case places are kept and the store is closed as usual.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
from typing import Any

from textual.app import App

LOOK = 1.0
"""Seconds between looks at whether the terminal is still there."""

PATIENCE = 5.0
"""Seconds that an ending without a terminal may take; what draws may wait for ever for one to take its output."""

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def watch(app: App[Any]) -> None:
    """Ends `app` with 128 + the signal's number for SIGTERM and SIGHUP, or when the terminal has hung up."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _leave, app, number)
    app.set_interval(LOOK, lambda: _leave(app, signal.SIGHUP) if hung_up() else None)


def hung_up() -> bool:
    """Whether stdin was a terminal whose other end is closed."""
    poll = select.poll()
    poll.register(0, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


def _leave(app: App[Any], number: signal.Signals) -> None:
    if hung_up():
        _speak_into_the_void()
        code = 128 + number
        watchdog = threading.Timer(PATIENCE, os._exit, (code,))
        watchdog.daemon = True
        watchdog.start()
    app.exit(return_code=128 + number)


def _speak_into_the_void() -> None:
    """Whatever is still drawn or printed goes nowhere: writing to a terminal that is gone fails."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        if stream is not None:
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
