"""Outings the slow way: one fix at a time, plain Python, nothing shared with the fast path but numbers.

Written to be read and believed. It knows the rules of the module docstrings and follows each fix; it
is only meant for small histories (everything is compared with everything).
"""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

from genkan.days import homes as h
from genkan.days import places as p
from genkan.days import presence as r
from genkan.days import track as t
from genkan.nouns import BAND_EDGES_M

HOUR = 3_600_000


def metres(a, b):
    """Flat-earth distance of two (lat, lon)."""
    east = (a[1] - b[1] + 180) % 360 - 180
    east *= math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(east, a[0] - b[0]) * t.M_PER_DEGREE


def cleaned(fixes):
    """(ms, (lat, lon)) without poor fixes, repeats and spikes."""
    kept = []
    rows = zip(
        fixes.utc_ms.tolist(), fixes.lat.tolist(), fixes.lon.tolist(), fixes.accuracy_m.tolist(), strict=True
    )
    for when, lat, lon, accuracy in rows:
        lon = fixes.lon[0] + (lon - fixes.lon[0] + 180) % 360 - 180  # on over the date line
        if not accuracy > t.WORST_ACCURACY_M and not (kept and kept[-1][0] == when):
            kept.append((when, (lat, lon)))
    good = []
    for k, fix in enumerate(kept):
        if 0 < k < len(kept) - 1:
            before, after = kept[k - 1], kept[k + 1]
            came, went, across = (
                metres(before[1], fix[1]),
                metres(fix[1], after[1]),
                metres(before[1], after[1]),
            )
            there, back = (fix[0] - before[0]) / 1000, (after[0] - fix[0]) / 1000
            at_once = (there + back) * 1000 <= t.SPIKE_RETURN_MS
            fast = came > t.SPIKE_SPEED_M_S * there and went > t.SPIKE_SPEED_M_S * back
            if min(came, went) > t.SPIKE_M and 2 * across < min(came, went) and (at_once or fast):
                continue
        good.append(fix)
    return good


def places_of(fixes):
    """Centres of places, and for each fix the place it belongs to or None."""
    rest = []
    for k, (when, spot) in enumerate(fixes):
        later = next((j for j in range(k + 1, len(fixes)) if fixes[j][0] >= when + p.REST_MS), None)
        stays = later is not None and metres(spot, fixes[later][1]) <= p.REST_RADIUS_M
        stays = stays and fixes[later][0] - when <= p.PAUSE_MS
        gaps = [abs(fixes[j][0] - when) for j in (k - 1, k + 1) if 0 <= j < len(fixes)]
        rest.append(sum(min(gap, p.HELD_MS) / 2 for gap in gaps) if stays else 0.0)
    owner, centres, asked = [None] * len(fixes), [], set()
    while True:
        free = [k for k in range(len(fixes)) if owner[k] is None and rest[k]]
        unasked = [k for k in free if k not in asked]
        around = {
            k: sum(rest[j] for j in free if metres(fixes[j][1], fixes[k][1]) <= 60)
            for k in unasked[:: max(1, len(unasked) // 40)]
        }
        heavy = max(around, key=around.get, default=None)
        if heavy is None:
            return centres, owner
        asked.add(heavy)
        near = [j for j in free if metres(fixes[j][1], fixes[heavy][1]) <= p.PLACE_RADIUS_M]
        total = sum(rest[j] for j in near)
        if total < p.STAY_MS:
            continue
        centre = tuple(sum(fixes[j][1][axis] * rest[j] for j in near) / total for axis in (0, 1))
        for k in range(len(fixes)):
            if owner[k] is None and metres(fixes[k][1], centre) <= p.PLACE_RADIUS_M:
                owner[k] = len(centres)
        centres.append(centre)


def hours_at(fixes, owner, low, high):
    """Hours each place was dwelt at between two instants; silences of up to 12 h pause a stay."""
    hours = {}
    for (a, _), (b, _), here, there in zip(fixes, fixes[1:], owner, owner[1:], strict=False):
        if here == there and here is not None and b - a <= p.PAUSE_MS:
            hours[here] = hours.get(here, 0) + max(0, min(b, high) - max(a, low)) / HOUR
    return {place: spent for place, spent in hours.items() if spent}


def home_is_clear(all_fixes):
    """One place leads in dwell by half an hour: with a tie either could be called home."""
    fixes = cleaned(all_fixes)
    owner = places_of(fixes)[1]
    hours = sorted(hours_at(fixes, owner, fixes[0][0], fixes[-1][0]).values()) if fixes else []
    return len(hours) == 1 or (len(hours) > 1 and hours[-1] - hours[-2] > 0.5)


def homes_of(fixes, owner, clock):
    """[(place, from ms, to ms)] in force, and the main home (histories here are under 45 days)."""
    first, last = clock.date_of(fixes[0][0] // 1000), clock.date_of(fixes[-1][0] // 1000)
    day = timedelta(days=1)
    everywhere = hours_at(fixes, owner, fixes[0][0], fixes[-1][0])
    main = max(everywhere, key=everywhere.get)
    dates = [first - day + k * day for k in range((last - first).days + 3)]
    nights = []
    for date in dates:
        noon, next_noon = (
            int(clock.day_starts(d + day, d + day, hour=12)[0]) * 1000 for d in (date, date + day)
        )
        there = hours_at(fixes, owner, noon, next_noon)
        best = max(there, key=there.get, default=None)
        at_main = there.get(main, 0)
        elsewhere = best not in (None, main) and there[best] >= h.NIGHT_HOURS
        away = elsewhere and there[best] >= h.NIGHT_RATIO * at_main
        nights.append((best, at_main, elsewhere, away, sum(there.values()) >= h.NIGHT_HEARD_HOURS))
    spent = []
    for best, at_main, _, away, heard in nights:
        well = [night for night in nights if night[0] == best and night[2] and night[4]]
        slept = sum(night[3] for night in well)
        away = away and (heard or 2 * slept > len(well))
        spent.append(best if away else main if at_main else None)
    found = [(main, 0, 2**62)]
    for place in set(spent) - {None}:
        nights = [k for k, where in enumerate(spent) if where == place]
        groups = [[nights[0]]]
        for k in nights[1:]:
            between = {spent[j] for j in range(groups[-1][-1] + 1, k)}
            if between <= {None} and k - groups[-1][-1] <= h.LODGING_APART:
                groups[-1].append(k)
            else:
                groups.append([k])
        long = [group for group in groups if len(group) >= h.LODGING_NIGHTS]
        if len(nights) >= h.SECOND_HOME_NIGHTS and max(b - a for a, b in pairwise(nights)) <= 21:
            long.append(nights)
        for group in long:
            low, high = (
                int(clock.day_starts(d, d)[0]) for d in (dates[group[0]], dates[group[-1]] + 2 * day)
            )
            found.append((place, low * 1000, high * 1000))
    return found, main


def days_of(all_fixes, clock, first, last):
    """One dict a day with the measures worth comparing."""
    fixes = cleaned(all_fixes)
    centres, owner = places_of(fixes)
    homes, main = homes_of(fixes, owner, clock)
    nearest = [
        min((metres(spot, centres[place]), place) for place, low, high in homes if low <= when < high)
        for when, spot in fixes
    ]
    inside = [distance <= r.HOME_M for distance, _ in nearest]
    home = [place for _, place in nearest]
    at_home, leaves = list(inside), []
    k = 0
    while k < len(fixes):
        if inside[k]:
            k += 1
            continue
        end = k
        while end + 1 < len(fixes) and not inside[end + 1]:
            end += 1
        before, after = k - 1 if k else None, end + 1 if end + 1 < len(fixes) else None
        seen = fixes[end][0] - fixes[k][0]
        seen += min((fixes[k][0] - fixes[before][0]) // 2, r.EDGE_MS) if before is not None else 0
        seen += min((fixes[after][0] - fixes[end][0]) // 2, r.EDGE_MS) if after is not None else 0
        far = max(distance for distance, _ in nearest[k : end + 1]) > r.AWAY_M
        between = before is not None and after is not None and home[before] != home[after]
        glimpse = False
        if end == k and before is not None and after is not None:
            silences = fixes[k][0] - fixes[before][0], fixes[after][0] - fixes[k][0]
            glimpse = min(silences) <= r.GLIMPSE_MS and max(silences) <= r.SWITCH_MS
        if far and ((seen >= r.OUTING_MS and not glimpse) or between or (before is None and after is None)):
            if before is not None and _one_day(clock, fixes[before][0], fixes[k][0]):
                leaves.append(fixes[before][0])
        else:
            for j in range(k, end + 1):
                at_home[j] = True
                if far:
                    home[j] = home[before if before is not None else after]
        k = end + 1
    place = _stayed_at(
        fixes,
        [home[k] if at_home[k] else None if owner[k] == home[k] else owner[k] for k in range(len(fixes))],
        at_home,
    )
    known = _known(fixes, place, at_home)
    for k in range(1, len(fixes)):
        jumped = at_home[k] and at_home[k - 1] and place[k] != place[k - 1]
        apart = jumped and metres(centres[place[k]], centres[place[k - 1]]) > r.APART_M
        if apart and _one_day(clock, fixes[k - 1][0], fixes[k][0]):
            leaves.append(fixes[k - 1][0])
    edges = (clock.day_starts(first, last) * 1000).tolist()
    return [
        _day(low, high, fixes, known, leaves, at_home, centres[main], centres)
        for low, high in pairwise(edges)
    ]


def _one_day(clock, last_seen, seen_out):
    """No midnight between two sights; one at the very end does not count."""
    return clock.date_of(last_seen // 1000) == clock.date_of((seen_out - 1) // 1000)


def _groups(values):
    """(value, first, last) of each run of equal values."""
    found = []
    for k, value in enumerate(values):
        if found and found[-1][0] == value:
            found[-1][2] = k
        else:
            found.append([value, k, k])
    return found


def _stayed_at(fixes, place, at_home):
    """Places of stays of ten minutes; a moment out of the circle does not end a stay."""
    state = list(zip(place, at_home, strict=True))
    groups = _groups(state)
    for before, (value, low, high), after in zip(groups, groups[1:], groups[2:], strict=False):
        brief = fixes[high][0] - fixes[low][0] < r.OUTING_MS
        if value == (None, False) and before[0] == after[0] and not before[0][1] and brief:
            state[low : high + 1] = [before[0]] * (high - low + 1)
    for (spot, home), low, high in _groups(state):
        edge = min(fixes[low][0] - fixes[low - 1][0], 2 * r.EDGE_MS) // 2 if low else 0
        edge += min(fixes[high + 1][0] - fixes[high][0], 2 * r.EDGE_MS) // 2 if high + 1 < len(fixes) else 0
        if not home and fixes[high][0] - fixes[low][0] + edge < p.STAY_MS:
            state[low : high + 1] = [(None, False)] * (high - low + 1)
        del spot
    return [spot for spot, _ in state]


def _known(fixes, place, at_home):
    """[(from, to, at home, place)] of all known time, silences judged one by one."""
    known = []
    for k in range(len(fixes) - 1):
        (a, here), (b, there) = fixes[k], fixes[k + 1]
        gap, out = b - a, not at_home[k] and not at_home[k + 1]
        if (place[k], at_home[k]) == (place[k + 1], at_home[k + 1]) or out:
            journey = out and gap <= r.JOURNEY_MS and metres(here, there) >= r.JOURNEY_M
            sure = gap <= r.SAME_PLACE_MS or journey
        else:
            sure = gap <= r.SWITCH_MS
        if sure:
            middle = a + gap // 2
            known += [(a, middle, at_home[k], place[k]), (middle, b, at_home[k + 1], place[k + 1])]
    return known


def _day(low, high, fixes, known, leaves, at_home, main, centres):
    hours = {True: 0.0, False: 0.0}
    at = {}
    furthest = [0.0]
    for a, b, home, place in known:
        spent = max(0, min(b, high) - max(a, low)) / HOUR
        if spent:
            hours[home] += spent
            if place is not None:
                at[place] = at.get(place, 0.0) + spent
            if home:
                furthest.append(metres(centres[place], main))
    furthest += [
        metres(spot, main)
        for (when, spot), home in zip(fixes, at_home, strict=True)
        if not home and low <= when < high
    ]
    total = sum(at.values())
    entropy = -sum(spent / total * math.log(spent / total) for spent in at.values()) if total else math.nan
    return {
        "hours_home": hours[True],
        "hours_out": hours[False],
        "outings": sum(low <= leave < high for leave in leaves),
        "places": len(at),
        "location_entropy": entropy,
        "distance_band": sum(max(furthest) > edge for edge in BAND_EDGES_M),
    }
