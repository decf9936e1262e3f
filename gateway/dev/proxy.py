"""Knows how to make a sandbox manufacturer slow, broken or silent: a TCP proxy with a switch.

It stands between the gateway and every sandbox alike, whatever the protocol, so that a fault is
the network's and not a favour of the simulator.
"""

import asyncio
import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gateway.clock import Clock

Mode = Literal["pass", "delay", "break", "stop"]
BROKEN_AFTER_BYTES = 64
CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Fault:
    """What a manufacturer's line does: `seconds` counts for `delay` only."""

    mode: Mode = "pass"
    seconds: float = 0.0


class Switches:
    """The faults in force, in one small file that the command line writes and every proxy reads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> Fault:
        """The fault of one manufacturer; none when the file is missing or unreadable."""
        try:
            entry = json.loads(self._path.read_text(encoding="utf-8"))[name]
            return Fault(mode=entry["mode"], seconds=float(entry["seconds"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return Fault()

    def write(self, name: str, fault: Fault) -> None:
        """Set the fault of one manufacturer, leaving the others."""
        try:
            entries = dict(json.loads(self._path.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            entries = {}
        entries[name] = {"mode": fault.mode, "seconds": fault.seconds}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(entries), encoding="utf-8")
        fresh.replace(self._path)


class Proxy:
    """One manufacturer's line: listens on `port`, carries to `target` as the switch says."""

    def __init__(
        self, *, name: str, port: int, target: int, switches: Switches, clock: Clock
    ) -> None:
        self._name = name
        self._port = port
        self._target = target
        self._switches = switches
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen on loopback."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)

    async def stop(self) -> None:
        """Stop listening and cut every line."""
        if self._server is not None:
            self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._lines.add(task)
            task.add_done_callback(self._lines.discard)
        try:
            with contextlib.suppress(OSError):
                await self._carry(reader, writer)
        finally:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._switches.read(self._name).mode == "stop":
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        ways = {
            asyncio.create_task(self._ask(reader, there_writer)),
            asyncio.create_task(self._answer(there_reader, writer)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            there_writer.transport.abort()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            fault = self._switches.read(self._name)
            if fault.mode == "stop":
                return
            if fault.mode == "delay":
                await self._clock.sleep(fault.seconds)
            writer.write(data)
            await writer.drain()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            fault = self._switches.read(self._name)
            if fault.mode == "stop":
                return
            if fault.mode == "break":
                writer.write(data[:BROKEN_AFTER_BYTES])
                await writer.drain()
                return
            writer.write(data)
            await writer.drain()
        writer.close()
        await writer.wait_closed()
