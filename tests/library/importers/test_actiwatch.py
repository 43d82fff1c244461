"""Actiwatch exports and AWD files."""

from __future__ import annotations

import numpy as np
import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import actiwatch
from genkan.nouns import Refused, Trouble

NINE = 1_767_578_400_000  # 2026-01-05 09:00 in Bangkok
GERMAN = """"Actiware-Exportdatei (Version 05.00 )"
"Startdatum der Datenerfassung:","05.01.2026"
"Zeitzonenverschiebung:","+07:00","Stunden:Minuten"
"Zeile","Datum","Zeit","Markierung","Intervallstatus",
"-------------------- Daten nach Epochen -------------------"

"Zeile","Datum","Zeit","Status „Nicht am Handgelenk“","Aktivität","Licht","Intervallstatus"

1,05.01.2026,09:00:00,0,307,"184,13",AKTIV
2,05.01.2026,09:00:30,0,12,"184,13",AKTIV
3,05.01.2026,09:01:00,1,0,"184,13",AKTIV
4,05.01.2026,09:01:30,0,kZ,"184,13",AUSGESCHLOSSEN
"""
FRENCH = """"Fichier d'exportation Actiware (Version 05.00)"
"Décalage du fuseau horaire :","+07:00","heures:minutes"

"Ligne","Secondes","Date","Heure","Activité","Marqueur","Statut de l’intervalle",

"1","0","5/01/2026","09:00:00","307","0","ACTIVITÉ",
"2","60","5/01/2026","09:01:00","NAN","0","ACTIVITÉ",
"3","120","5/01/2026","09:02:00","0","0","EXCLU",
"""
AWD = "test\n05-Jan-2026\n09:00\n4\n31\nV000000\nF\n629 , 0.00\n671 , 108.00 M\n0\n"


def counts_of(data: bytes | str, zone: str = "Asia/Bangkok") -> list[float | None]:
    counts = events_of(actiwatch, data, zone).activity.counts
    return [None if np.isnan(count) else float(count) for count in counts]


def test_the_sample_gives_its_epochs() -> None:
    """Half minutes on the wall clock, the epoch off the wrist not worn."""
    assert actiwatch.recognises(actiwatch.SAMPLE, "x")
    activity = events_of(actiwatch, actiwatch.SAMPLE).activity
    assert (activity.utc_ms[0], activity.epoch_s) == (NINE, 30)
    assert counts_of(actiwatch.SAMPLE) == [120.0, 96.0, None, 14.0]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
def test_german_exports(encoding: str) -> None:
    """Dotted dates, decimal commas in quotes, words for missing, in either encoding."""
    data = GERMAN.encode(encoding)
    assert actiwatch.recognises(data, "")
    assert counts_of(data) == [307.0, 12.0, None, None]


def test_french_exports() -> None:
    """A column more and day-first dates change nothing."""
    assert actiwatch.recognises(FRENCH.encode(), "")
    assert events_of(actiwatch, FRENCH).activity.epoch_s == 60
    assert counts_of(FRENCH) == [307.0, None, None]


def test_american_dates_with_halves_of_the_day() -> None:
    """Month-first dates are known by AM and PM when nothing else tells."""
    text = actiwatch.SAMPLE.decode().replace("19/01/2026", "").replace("05/01/2026", "1/5/2026")
    text = text.replace("09:00:00", "9:00:00 AM").replace("09:00:30", "9:00:30 AM")
    text = text.replace("09:01:00", "9:01:00 AM").replace("09:01:30", "9:01:30 AM")
    assert events_of(actiwatch, text).activity.utc_ms[0] == NINE


def test_a_zone_elsewhere_is_believed_and_told() -> None:
    """An offset that the person's own zone never has moves the recording and becomes a fact."""
    events = events_of(actiwatch, actiwatch.SAMPLE, "Asia/Tokyo")
    assert events.activity.utc_ms[0] == NINE
    assert [span.zone for span in events.zones] == ["+07:00"]
    assert not events_of(actiwatch, actiwatch.SAMPLE, "Asia/Bangkok").zones


def test_an_offset_of_the_other_season_is_the_same_zone() -> None:
    """Exports tell the offset with or without daylight saving; the clock knows better."""
    text = actiwatch.SAMPLE.decode().replace("/01/2026", "/07/2026").replace("+07:00", "+01:00")
    start = events_of(actiwatch, text, "Europe/Berlin").activity.utc_ms[0]
    assert start == NINE + 181 * 86_400_000 + 5 * 3_600_000  # 09:00 in summer is 07:00 UTC


def test_awd_files() -> None:
    """Seven header lines, then a count for each epoch; codes tell the epoch."""
    assert actiwatch.recognises(AWD.encode(), "")
    activity = events_of(actiwatch, AWD).activity
    assert (activity.utc_ms[0], activity.epoch_s) == (NINE, 60)
    assert activity.counts.tolist() == [629.0, 671.0, 0.0]
    assert events_of(actiwatch, AWD.replace("\n4\n", "\n 1 \n")).activity.epoch_s == 15


def test_long_exports_agree_with_short_ones() -> None:
    """The fast way over numbered lines gives what reading line by line gives."""
    top = actiwatch.SAMPLE.decode().partition('"1",')[0]
    rows = [
        f'"{i + 1}","{5 + i // 2880:02d}/01/2026","{i // 120 % 24:02d}:{i // 2 % 60:02d}:{i % 2 * 30:02d}",'
        f'"0","{i % 911}","0","1.0","NaN","ACTIVE",\n'
        for i in range(30_000)
    ]
    activity = events_of(actiwatch, top + "".join(rows)).activity
    assert (activity.counts == np.arange(30_000) % 911).all()
    assert (np.diff(activity.utc_ms) == 30_000).all()
    rows[500] = "\n"
    holed = events_of(actiwatch, top + "".join(rows)).activity
    assert (np.delete(activity.utc_ms, 500) == holed.utc_ms).all()


def test_bad_rows_are_left_out_and_told() -> None:
    """Rows without time or cut short are counted; the others are read."""
    text = actiwatch.SAMPLE.decode() + '"5","x","09:02:00","0","5","0","1","1","ACTIVE",\n"6","05/01/2026"'
    events = events_of(actiwatch, text)
    assert len(events.activity) == 4
    assert lost(events) == {Trouble.NO_TIMES: 1, Trouble.TRUNCATED: 1}


def test_an_export_without_epochs_is_refused() -> None:
    """Statistics alone are no recording."""
    with pytest.raises(Refused) as refused:
        events_of(actiwatch, '"Actiware Export File  (Version 05.00 )"\n"Identity:","x"\n')
    assert refused.value.trouble is Trouble.MISSING_COLUMNS
