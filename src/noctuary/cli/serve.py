"""``serve``: the reading room, in the browser."""

from __future__ import annotations

import os
import socket
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Final

import click

from noctuary.cli.output import library_option, opened, say
from noctuary.cli.passphrase import can_ask
from noctuary.errors import InputError
from noctuary.library.locking import head_of
from noctuary.store.lock import Key

_ADDRESS: Final = "127.0.0.1"
_PORT: Final = 8733
_LOOK_ROUND_SECONDS: Final = 0.5


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(1, 65535), help=f"Where; {_PORT} or the next free one if not given."
)
@click.option("--no-open", is_flag=True, help="Print the link, and open no browser.")
@click.option("--read-only", is_flag=True, help="Refuse every change.")
@click.option(
    "--lock-after",
    type=click.FloatRange(min=0),
    default=15,
    show_default=True,
    metavar="MINUTES",
    help="When a room of a locked library that was left locks itself; 0 for never.",
)
@library_option
def serve_command(
    port: int | None,
    no_open: bool,  # noqa: FBT001
    read_only: bool,  # noqa: FBT001
    lock_after: float,
    library: Path,
) -> None:
    """Open the reading room: the library in the browser, on this machine alone.

    The link holds a key of this start; without it nobody comes in. Ctrl-C
    closes the room. The passphrase of a locked library is asked for here, or,
    where nobody sits at a terminal, in the browser.

    Example: noctuary serve --read-only
    """
    key = None
    if head_of(library) is None or can_ask():
        with opened(library, create=not read_only, read_only=read_only) as shelf:
            key = shelf.store.key
    serve(
        library,
        port=port,
        open_browser=not no_open,
        read_only=read_only,
        key=key,
        lock_after_seconds=60 * lock_after or None,
    )


def serve(
    library: Path,
    *,
    port: int | None = None,
    open_browser: bool,
    read_only: bool = False,
    key: Key | None = None,
    lock_after_seconds: float | None = None,
    patience_seconds: float | None = None,
) -> None:
    """Serve a library that is there until interrupted, or until nobody came for a while, and end the program.

    The link is printed first.
    """
    import uvicorn  # noqa: PLC0415

    from noctuary.web.app import create_app  # noqa: PLC0415
    from noctuary.web.heap import give_back_early  # noqa: PLC0415
    from noctuary.web.room import Room  # noqa: PLC0415

    give_back_early()
    with _listening(port) as listener:
        room = Room(library, read_only=read_only, key=key, lock_after_seconds=lock_after_seconds)
        bound = listener.getsockname()[1]
        link = f"http://{_ADDRESS}:{bound}/enter/{room.keys.entry}"
        click.echo(link)
        say("The reading room is open; Ctrl-C closes it.")
        if open_browser:
            webbrowser.open(link)
        # No log: addresses and errors are the owner's own business.
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(room, port=bound),
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

        def look_round() -> None:
            while not server.should_exit:
                sleep(_LOOK_ROUND_SECONDS)
                room.lock_if_left()
                if patience_seconds is not None and room.idle_seconds > patience_seconds:
                    server.should_exit = True

        Thread(target=look_round, daemon=True).start()
        # Ctrl-C is how the room is closed, and no accident.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
        say("The reading room is closed.")
        # What was still computed is for nobody now, and must keep no terminal waiting; what was acknowledged is on disk.
        os._exit(0)


def _listening(port: int | None) -> socket.socket:
    """Return a socket that listens on this machine alone."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for each in (_PORT, 0) if port is None else (port,):
        try:
            listener.bind((_ADDRESS, each))
        except OSError as error:
            reason = error.strerror
        else:
            listener.listen(128)
            return listener
    listener.close()
    raise InputError(f"Port {port} cannot be used: {reason}.", "Name another with --port, or leave it out.")
