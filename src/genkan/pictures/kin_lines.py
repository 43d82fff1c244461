"""How lines run between the seats of a family: along lanes between rows, down gaps between seats.

No line runs through a person or a word, and no two lines lie on each other; they only cross. Things whose
place is known late (a lane's height, a track's place in its gap) are asked for first and settled at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from genkan.pictures.kin import PAIRED, Family, Tie
from genkan.pictures.kin_seats import Seats

SIDE_SLOTS = (0.0, 7.0, -7.0, 3.5, -3.5, 10.5, -10.5)  # heights at which lines leave a sign sideways
PORTS = tuple(sorted((step * 2.5 for step in range(-5, 6)), key=abs))  # where lines enter a sign from above
TRACK_REACH = 8.0  # units left and right of the middle of a gap
LANE_STEP = 9.0
CLEAR = 5.0  # between the ends of two lines in one lane

Net = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Track:
    """A line going down (or up) at a place that is open, through rows and lanes from ``low`` to ``high``."""

    place: int
    net: Net
    low: float
    high: float
    x: float = 0.0


@dataclass(slots=True, eq=False)
class Port:
    """Where a line enters somebody's sign from above."""

    word: str
    net: Net
    x: float = 0.0


@dataclass(slots=True, eq=False)
class Side:
    """Where a line leaves somebody's sign to the left (-1) or the right (1), ``dy`` below its middle."""

    word: str
    way: int
    dy: float


@dataclass(slots=True, eq=False)
class Lane:
    """A line going sideways above a row; ``ends`` are what it joins. ``step`` counts up from the row."""

    channel: int
    net: Net
    ends: list[Track | Port] = field(default_factory=list)
    step: int = 0


Point = tuple[Track | Port | Side, Lane | Port | Side]


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points whose places are settled; ``kind`` as in TIES, or descent."""

    kind: str
    net: Net
    points: tuple[Point, ...]


class Lines:
    """All lines of one family, asked for in the order of importance and settled together."""

    def __init__(self, family: Family, seats: Seats, half: float, left: float):
        self.seats = seats
        self.half, self.left = half, left
        self.row = seats.row
        self.paths: list[Path] = []
        self.lanes: dict[tuple[Net, int], Lane] = {}
        self.tracks: dict[tuple[Net, int], Track] = {}
        self.ports: dict[tuple[Net, str], Port] = {}
        self.slots: dict[tuple[int, int], list[float]] = {}
        self._pairs(family)
        self._descent(family)
        for number, tie in enumerate(family.ties):
            if tie.kind not in (*PAIRED, "parent_of"):
                self._join(tie, ("tie", str(number)))
        self._settle_tracks()
        self._settle_ports()
        self._settle_lanes()

    def middle(self, word: str) -> float:
        """The middle of somebody's sign."""
        return self.at(self.seats.place[word])

    def at(self, place: int) -> float:
        """A place in units."""
        return self.left + self.half * (place + 1)

    def lanes_above(self, row: int) -> int:
        """How many lanes lie above a row."""
        return max((lane.step + 1 for lane in self.lanes.values() if lane.channel == row), default=0)

    # ── asking ──

    def _lane(self, net: Net, channel: int, *ends: Track | Port) -> Lane:
        lane = self.lanes.setdefault((net, channel), Lane(channel, net))
        lane.ends.extend(ends)
        return lane

    def _track(self, net: Net, place: int, low: float, high: float) -> Track:
        track = self.tracks.setdefault((net, place), Track(place, net, low, high))
        track.low, track.high = min(track.low, low), max(track.high, high)
        return track

    def _port(self, net: Net, word: str) -> Port:
        return self.ports.setdefault((net, word), Port(word, net))

    def _neighbours(self, one: str, other: str) -> tuple[str, str] | None:
        """The two from left to right when nobody sits between them."""
        row = self.seats.rows[self.row[one]]
        if other not in row or abs(row.index(one) - row.index(other)) != 1:
            return None
        return (one, other) if row.index(one) < row.index(other) else (other, one)

    def _slot(self, word: str, way: int) -> Side | None:
        """A free height at one side of somebody."""
        row = self.row[word]
        gap = self.seats.rows[row].index(word) + (way > 0)
        free = self.slots.setdefault((row, gap), list(SIDE_SLOTS))
        return Side(word, way, free.pop(0)) if free else None

    def _leave(self, net: Net, word: str, goal: int, near: int) -> list[Point]:
        """From somebody's side down (or up) to the lanes above row ``goal``."""
        place = self.seats.place[word]
        row = self.row[word]
        free = [way for way in ((1, -1) if near >= place else (-1, 1)) if self._slots_left(word, way)]
        if not free:
            port = self._port(net, word)
            return [(port, port), *self._down(net, port, row, goal, near)]
        direct = net[0] == "tie" and near != place
        way = free[0] if direct else max(free, key=lambda one: self._slots_left(word, one) == len(SIDE_SLOTS))
        side = self._slot(word, way)
        if side is None:  # pragma: no cover - a free side was chosen just above
            raise AssertionError
        first = row + 1 if goal > row else row
        track = self._track(net, place + way, min(row + 0.5, first), max(row + 0.5, first))
        return [(side, side), (track, side), *self._down(net, track, first, goal, near)]

    def _slots_left(self, word: str, way: int) -> int:
        row = self.row[word]
        gap = self.seats.rows[row].index(word) + (way > 0)
        return len(self.slots.get((row, gap), SIDE_SLOTS))

    def _down(self, net: Net, start: Track | Port, channel: int, goal: int, near: int) -> list[Point]:
        """From the lanes above row ``channel`` to those above row ``goal``."""
        if channel == goal:
            return [(start, self._lane(net, channel, start))]
        rows = range(min(channel, goal), max(channel, goal))
        if isinstance(start, Track) and self.seats.open_to_lines(start.place, rows):
            self._track(net, start.place, min(channel, goal), max(channel, goal))
            return [(start, self._lane(net, goal, start))]
        track = self._track(net, self._open_place(rows, near), min(channel, goal), max(channel, goal))
        return [
            (start, self._lane(net, channel, start, track)),
            (track, self._lane(net, channel)),
            (track, self._lane(net, goal, track)),
        ]

    def _open_place(self, rows: Sequence[int], near: int) -> int:
        last = max(self.seats.place.values()) + 1
        open_ = [place for place in range(-1, last + 1) if self.seats.open_to_lines(place, rows)]
        return min(open_, key=lambda place: abs(place - near))

    def _enter(self, net: Net, word: str) -> list[Point]:
        port = self._port(net, word)
        return [(port, self._lane(net, self.row[word], port)), (port, port)]

    def _join(self, tie: Tie, net: Net) -> None:
        """A line between two people, wherever they sit."""
        beside = self._neighbours(tie.one, tie.other)
        if beside is not None and self._slots_left(beside[0], 1):
            self._straight(tie, net, beside)
        elif self.row[tie.one] == self.row[tie.other]:
            points = [*reversed(self._enter(net, tie.one)), *self._enter(net, tie.other)]
            self.paths.append(Path(tie.kind, net, tuple(points)))
        else:
            upper, lower = sorted((tie.one, tie.other), key=lambda word: self.row[word])
            points = self._leave(net, upper, self.row[lower], self.seats.place[lower])
            points += self._enter(net, lower)
            self.paths.append(Path(tie.kind, net, tuple(points if upper == tie.one else reversed(points))))

    def _straight(self, tie: Tie, net: Net, beside: tuple[str, str]) -> None:
        slot = self._slot(beside[0], 1)
        if slot is None:  # pragma: no cover - asked for only where one is left
            raise AssertionError
        ends = (slot, Side(beside[1], -1, slot.dy))
        points: tuple[Point, ...] = tuple((end, end) for end in ends)
        self.paths.append(Path(tie.kind, net, points if tie.one == beside[0] else points[::-1]))

    def _pairs(self, family: Family) -> None:
        for tie in family.pairs():
            self._join(tie, _union(tie))

    def _descent(self, family: Family) -> None:
        for one in family.people:
            parents = family.parents_of(one.word)
            tie = next((t for t in family.pairs() if {t.one, t.other} <= set(parents)), None)
            if tie is not None:
                self._from_union(tie, one.word)
            for parent in parents:
                if tie is None or parent not in (tie.one, tie.other):
                    net = ("alone", parent)
                    points = self._leave_once(net, parent, one.word)
                    self.paths.append(Path("descent", net, (*points, *self._enter(net, one.word))))

    def _leave_once(self, net: Net, parent: str, child: str) -> list[Point]:
        """All children of one parent alone hang on one line."""
        goal, near = self.row[child], self.seats.place[child]
        known = next(
            (t for (n, _), t in self.tracks.items() if n == net and t.low < self.row[parent] + 1), None
        )
        if known is None:
            return self._leave(net, parent, goal, near)
        return self._down(net, known, self.row[parent] + 1, goal, near)

    def _from_union(self, tie: Tie, child: str) -> None:
        net, goal, near = _union(tie), self.row[child], self.seats.place[child]
        line = next(path for path in self.paths if path.net == net and path.kind == tie.kind)
        if len(line.points) == 2:
            row = self.row[tie.one]
            place = (self.seats.place[tie.one] + self.seats.place[tie.other]) // 2
            first = row + 1 if goal > row else row
            track = self._track(net, place, min(row + 0.5, first), max(row + 0.5, first))
            start: list[Point] = [(track, line.points[0][1]), *self._down(net, track, first, goal, near)]
        else:
            channel = max(self.row[tie.one], self.row[tie.other])
            rows = range(channel, goal) if goal > channel else range(goal, channel)
            track = self._track(net, self._open_place(rows, near), min(channel, goal), max(channel, goal))
            start = [(track, self._lane(net, channel, track)), (track, self._lane(net, goal, track))]
        self.paths.append(Path("descent", net, (*start, *self._enter(net, child))))

    # ── settling ──

    def _settle_tracks(self) -> None:
        """Tracks of one gap side by side, those of descent nearest to its middle."""
        for place in {track.place for track in self.tracks.values()}:
            mine = [track for track in self.tracks.values() if track.place == place]
            mine.sort(key=lambda track: (track.net[0] == "tie", track.low))
            beside = _coloured([(track.low, track.high) for track in mine], 0.0)
            offsets = _spread(max(beside) + 1)
            for track, step in zip(mine, beside, strict=True):
                track.x = self.at(place) + offsets[step]

    def _settle_ports(self) -> None:
        """Ports of one person apart from each other, and from strangers' tracks that end above."""
        for word in self.row:
            mine = [port for (_, name), port in self.ports.items() if name == word]
            mine.sort(key=lambda port: port.net[0] == "tie")
            taken: list[float] = []
            for port in mine:
                port.x = self._port_place(port, taken)
                taken.append(port.x)

    def _port_place(self, port: Port, taken: Sequence[float]) -> float:
        strangers = [
            track.x
            for track in self.tracks.values()
            if track.net != port.net and track.low <= self.row[port.word] <= track.high
        ]
        middle = self.middle(port.word)
        for apart in (4.9, 2.4, 1.2):
            for offset in PORTS if apart > 2 else [step * 1.25 for step in range(-10, 11)]:
                x = middle + offset
                if all(abs(x - other) >= apart for other in taken) and all(
                    abs(x - other) >= min(apart, 1.0) for other in strangers
                ):
                    return x
        return middle

    def _settle_lanes(self) -> None:
        """Lanes of one channel above each other where they would meet; descent lies nearest to its row."""
        for channel in {lane.channel for lane in self.lanes.values()}:
            mine = [lane for lane in self.lanes.values() if lane.channel == channel]
            mine.sort(key=lambda lane: (lane.net[0] == "tie", min(end.x for end in lane.ends)))
            spans = [(min(end.x for end in lane.ends), max(end.x for end in lane.ends)) for lane in mine]
            for lane, step in zip(mine, _coloured(spans, CLEAR), strict=True):
                lane.step = step


def _union(tie: Tie) -> Net:
    return ("union", tie.one, tie.other)


def _coloured(spans: Sequence[tuple[float, float]], clear: float) -> list[int]:
    """The lowest number for each span that no span touching it has."""
    found: list[int] = []
    for low, high in spans:
        used = {
            number
            for (start, end), number in zip(spans, found, strict=False)
            if start <= high + clear and low <= end + clear
        }
        found.append(next(number for number in range(len(spans)) if number not in used))
    return found


def _spread(count: int) -> list[float]:
    """Offsets within a gap, the one nearest to its middle first."""
    if count == 1:
        return [0.0]
    step = min(6.0, 2 * TRACK_REACH / (count - 1))
    return sorted(((place - (count - 1) / 2) * step for place in range(count)), key=abs)
