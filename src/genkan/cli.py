"""Arguments in, words out. Everything heavy is loaded only by the command that needs it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from genkan import __version__

if TYPE_CHECKING:
    from genkan.concerns.marks import DayMarks
    from genkan.course import CheckUp, Course, Reading
    from genkan.nouns import Answers, Refused

REFUSED = 3  # exit code for a file that cannot be read
MOST_ANSWERS = 1 << 20  # bytes
MOST_TABLE = 1 << 28  # bytes
LANGS = click.Choice(["en", "th", "ja"])
FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="genkan")
def main() -> None:
    """Genkan: from a phone export and a family's notes to where things stand.

    Everything happens on this computer. Nothing is sent anywhere, and no place is ever stored.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # many small sums: sharing them out takes longer


def _outputs(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command with a reading shares."""
    for option in reversed(
        (
            click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja."),
            click.option(
                "--definition",
                default="kato2020",
                show_default=True,
                help="Which published definition leads.",
            ),
            click.option("--html", type=FILE, help="Write the reading as one HTML file."),
            click.option("--pdf", type=FILE, help="Write the reading as a PDF to print or take along."),
            click.option("--png", type=FILE, help="Write the picture as PNG."),
            click.option("--svg", type=FILE, help="Write the picture as SVG."),
            click.option("--json", "json_", type=FILE, help="Write days and readings as JSON."),
            click.option("--parquet", type=FILE, help="Write the days as a Parquet table."),
            click.option("--quiet", "-q", is_flag=True, help="No summary on the screen."),
        )
    ):
        command = option(command)
    return command


def _believable(_: click.Context, __: click.Parameter, day: datetime | None) -> datetime | None:
    if day is not None and not 2000 <= day.year < 2100:
        raise click.BadParameter("2000-01-01 – 2099-12-31")
    return day


def _inputs(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command reading files shares."""
    for option in reversed(
        (
            click.option(
                "--diary", multiple=True, type=click.Path(), help="A diary kept by a family or the person."
            ),
            click.option(
                "--answers", type=click.Path(dir_okay=False, path_type=Path), help="Answers as TOML."
            ),
            click.option("--zone", help="Time zone of the person, such as Asia/Bangkok."),
            click.option(
                "--as-of",
                type=click.DateTime(["%Y-%m-%d"]),
                callback=_believable,
                help="Read as of this day (default: last day heard).",
            ),
        )
    ):
        command = option(command)
    return command


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@_inputs
@_outputs
def read(
    files: tuple[str, ...],
    diary: tuple[str, ...],
    answers: Path | None,
    zone: str | None,
    as_of: datetime | None,
    **outputs: Any,
) -> None:
    """Read FILES (a file, zip, folder or - for standard input) and say where things stand."""
    lang = language(outputs["lang"])
    with _refusals(lang):
        given, reading = _reading_of([*files, *diary], zone, as_of, lang, answers)
        _tell(reading, given, as_of, lang, zone is None, outputs)


@main.command()
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_believable,
    help="The last invented day (default: yesterday).",
)
@_outputs
def demo(until: datetime | None, **outputs: Any) -> None:
    """Show the same with an invented family, made here and now."""
    from genkan import demonstration
    from genkan.knowledge import sentence

    lang = language(outputs["lang"])
    with _refusals(lang):
        click.echo(sentence("page.demo", lang), err=True)
        reading = demonstration.reading(_last_day(until), lang)
        _tell(reading, demonstration.ANSWERS, None, lang, False, outputs)


@main.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("files", nargs=-1, type=click.Path())
@_inputs
@click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja.")
def explain(
    day: datetime,
    files: tuple[str, ...],
    diary: tuple[str, ...],
    answers: Path | None,
    zone: str | None,
    as_of: datetime | None,
    lang: str | None,
) -> None:
    """Say where each number of one DAY came from, in FILES (without files: in the invented family)."""
    from genkan import demonstration
    from genkan.course import course_of
    from genkan.knowledge import sentence
    from genkan.sheet import day_words

    tongue = language(lang)
    with _refusals(tongue):
        if files or diary:
            given, reading = _reading_of([*files, *diary], zone, as_of, tongue, answers)
        else:
            given, reading = demonstration.ANSWERS, demonstration.reading(_last_day(None))
        course = course_of(reading.days, given, as_of.date() if as_of else None)
        click.echo(sentence("page.day", tongue, day=day.date()))
        for line in day_words(course, day.date(), tongue):
            click.echo(f"  {line}")


@main.command("check-up")
@click.argument("kept", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with", "files", multiple=True, type=click.Path(), help="A phone's or watch's export, a diary …"
)
@click.option("--zone", help="Time zone of the person, such as Asia/Bangkok.")
@click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja.")
@click.option("--second", type=LANGS, default=None, help="A second language for the letter.")
@click.option("--letter", type=FILE, help="Write the letter to take along as a PDF.")
@click.option("--text", type=FILE, help="Write the letter as plain text.")
@click.option("--fhir", type=FILE, help="Write the letter as a FHIR R4 bundle.")
@click.option("--json", "json_", type=FILE, help="Write everything read from it as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="No summary on the screen.")
def check_up(
    kept: Path,
    files: tuple[str, ...],
    zone: str | None,
    lang: str | None,
    second: str | None,
    quiet: bool,
    **outputs: Path | None,
) -> None:
    """Read a check-up KEPT as a file (days.json of the site), alone or with files beside it."""
    from genkan import store
    from genkan.course import check_up_of

    tongue = language(lang)
    with _refusals(tongue):
        given = store.check_up_given(_answers_in(kept), kept.name)
        days = _reading_of(list(files), zone, None, tongue, None)[1].days if files else None
        check = check_up_of(given, days)
        if not quiet:
            from genkan.terminal import print_answer

            print_answer(check, tongue)
        try:
            _write_letters(check, tongue, second, outputs)
        except OSError as problem:
            raise click.ClickException(f"{problem.strerror}") from None


def _write_letters(check: CheckUp, lang: str, second: str | None, outputs: dict[str, Path | None]) -> None:
    import secrets

    from genkan import store
    from genkan.knowledge import sentence
    from genkan.letters.fhir import bundle_of
    from genkan.letters.letter import Wishes, letter_of, letter_pdf, letter_text

    langs = [lang, second] if second and second != lang else [lang]
    letters = [letter_of(check, Wishes(), one) for one in langs]
    if outputs["letter"]:
        store.write_bytes(letter_pdf(letters, check), outputs["letter"])
    if outputs["text"]:
        store.write_text(letter_text(letters), outputs["text"])
    if outputs["fhir"]:
        store.write_json(bundle_of(check, Wishes(), letters, secrets.token_hex(16)), outputs["fhir"])
    if outputs["json_"]:
        store.write_text(store.check_up_json(check), outputs["json_"])
    for path in outputs.values():
        if path:
            click.echo(sentence("page.saved", lang, file=path.name), err=True)


@main.command()
@click.argument("country", required=False)
@click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja.")
def lines(country: str | None, lang: str | None) -> None:
    """Who to call in a COUNTRY (two letters, such as jp); without one, which countries there are."""
    from datetime import UTC

    from genkan import helplines
    from genkan.terminal import print_country

    tongue = language(lang)
    now = datetime.now(UTC)
    if country is None:
        for one in helplines.countries(tongue, now, ""):
            click.echo(f"{one.code}  {one.name}")
    elif country.lower() in helplines.codes():
        print_country(helplines.country_of(country.lower(), tongue, now), tongue)
    else:
        raise click.BadParameter(", ".join(helplines.codes()), param_hint="COUNTRY")


@main.group()
def diary() -> None:
    """A diary for a family or the person: a spreadsheet to fill in."""


@diary.command()
@click.option("--lang", type=LANGS, default=None, help="Language of the headings.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File (.csv or .xlsx); default: screen.",
)
def template(lang: str | None, output: Path | None) -> None:
    """Write an empty diary; Genkan reads it back whatever its language."""
    from genkan import diary_template, store

    tongue = language(lang)
    if output is not None and output.suffix.lower() == ".xlsx":
        store.write_bytes(diary_template.template_xlsx(tongue, _today()), output)
    elif output is not None:
        store.write_bytes(diary_template.template(tongue, _today()), output)
    else:
        click.echo(diary_template.template(tongue, _today()).decode("utf-8-sig"), nl=False)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path())
@_inputs
@click.option(
    "--wrong", multiple=True, type=click.DateTime(["%Y-%m-%d"]), help="A day you said: this is wrong."
)
@click.option(
    "--was",
    multiple=True,
    metavar="FIRST..LAST=KIND",
    help="What some days were: illness, holiday, exam or move. They are left out.",
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="A day in care: say for each sign whether it is better since.",
)
@click.option(
    "--for",
    "reader",
    type=click.Choice(["person", "others"]),
    default="person",
    show_default=True,
    help="Small notices are for the person alone.",
)
@click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja.")
@click.option(
    "--json",
    "json_",
    type=click.Path(allow_dash=True),
    help="Write it for other programs (- for the screen).",
)
@click.option("--quiet", "-q", is_flag=True, help="No sentences on the screen.")
def watch(
    files: tuple[str, ...],
    diary: tuple[str, ...],
    answers: Path | None,
    zone: str | None,
    as_of: datetime | None,
    wrong: tuple[datetime, ...],
    was: tuple[str, ...],
    since: datetime | None,
    reader: str,
    lang: str | None,
    json_: str | None,
    quiet: bool,
) -> None:
    """Say what is drifting from a person's own usual: FILES as for read, or one table of days."""
    from genkan.concerns.table import is_table, scores_in
    from genkan.concerns.told import watch_told
    from genkan.course import Watching, course_of, watching_in, watching_of
    from genkan.watch_sheet import watch_words

    tongue = language(lang)
    care, own = since.date() if since else None, reader == "person"
    told: list[dict[str, Any]] = []
    with _refusals(tongue):
        marks = _marks_said(wrong, was)
        table = Path(files[0])
        people: dict[str, Watching]
        if len(files) == 1 and not diary and table.is_file() and is_table(_head_of(table)):
            found = scores_in(_table_of(table), table.name)
            on = as_of.date() if as_of else None
            people = {one: watching_in(scores, on, marks, care, own) for one, scores in found.items()}
        else:
            given, reading = _reading_of([*files, *diary], zone, as_of, tongue, answers)
            course = course_of(reading.days, given, as_of.date() if as_of else None)
            people = {"": watching_of(course, marks, care, own)}
        for person, seen in people.items():
            words = watch_words(seen.watch, tongue, seen.clock, seen.changes)
            told.append(
                {"person": person, **watch_told(seen.watch, seen.clock, seen.changes), "words": words}
            )
            if not quiet and json_ != "-":
                click.echo("\n".join([*([f"— {_printable(person)}"] if person else []), *words, ""]))
        _hand_out(told, json_)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--error",
    "errors",
    multiple=True,
    metavar="NAME=POINTS",
    help="Measurement error of a score: its spread × √(1 − reliability). Needed for every column.",
)
@click.option("--higher", multiple=True, metavar="NAME", help="A score of which more is better.")
@click.option("--lang", type=LANGS, default=None, help="Language: en, th or ja.")
@click.option("--json", "json_", type=click.Path(allow_dash=True), help="Write it for other programs.")
def change(
    file: Path, errors: tuple[str, ...], higher: tuple[str, ...], lang: str | None, json_: str | None
) -> None:
    """Say of weekly scores in care: better, worse, or cannot tell yet. FILE: date, one column a score."""
    from genkan.concerns.change import change_of
    from genkan.concerns.score_table import weekly_scores_in
    from genkan.concerns.told import change_told
    from genkan.nouns import Refused, Trouble
    from genkan.sheet import reason_of

    tongue = language(lang)
    told: list[dict[str, Any]] = []
    with _refusals(tongue):
        known, more = _errors_said(errors), {name.lower() for name in higher}
        if not file.is_file():
            raise Refused(Trouble.NOT_FOUND, file.name)
        for person, scores in weekly_scores_in(_table_of(file), file.name).items():
            for one in scores:
                if one.name not in known:
                    raise Refused(Trouble.MISSING_COLUMNS, "--error", expected=f"--error {one.name}=2.2")
                found = change_of(one.values, known[one.name], higher=one.name in more)
                words = [reason_of(because, tongue).text for because in found.because]
                told.append(change_told(found, person, one, words))
                if json_ != "-":
                    head = " · ".join(_printable(part) for part in (person, one.name) if part)
                    click.echo("\n".join([f"— {head}", *words, ""]))
        _hand_out(told, json_)


def _errors_said(errors: tuple[str, ...]) -> dict[str, float]:
    """NAME=POINTS → points. Raises Refused for what is none."""
    from genkan.nouns import Refused, Trouble

    found = {}
    for one in errors:
        name, _, points = one.rpartition("=")
        try:
            found[name.lower()] = float(points)
        except ValueError:
            found[name.lower()] = 0.0
        if not name or not 0 < found[name.lower()] < 1000:
            raise Refused(Trouble.BAD_VALUES, "--error", expected="name=2.2")
    return found


def _marks_said(wrong: tuple[datetime, ...], was: tuple[str, ...]) -> DayMarks:
    """The marks of the command line. Raises Refused for what is no FIRST..LAST=KIND."""
    from genkan.concerns.marks import marks_of
    from genkan.nouns import Refused, Trouble

    parts = []
    for one in was:
        days, _, kind = one.partition("=")
        first, dots, last = days.partition("..")
        if not dots or not kind:
            raise Refused(Trouble.BAD_VALUES, "--was", expected="2026-05-01..2026-05-09=illness")
        parts.append((first, last, kind))
    try:
        return marks_of({"wrong": [day.date().isoformat() for day in wrong], "was": parts})
    except Refused as refused:
        raise refused.named("--was") from None


def _hand_out(told: list[dict[str, Any]], place: str | None) -> None:
    """Readings as JSON: nowhere, on the screen (-), or in a file."""
    import json

    from genkan import store

    text = json.dumps(told, ensure_ascii=False, indent=1)
    if place == "-":
        click.echo(text)
    elif place:
        store.write_text(text, Path(place))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _head_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4096)


def _table_of(path: Path) -> bytes:
    from genkan.nouns import Refused, Trouble

    if path.stat().st_size > MOST_TABLE:
        raise Refused(Trouble.TOO_LARGE, path.name)
    return path.read_bytes()


# ── What commands share ──


def language(chosen: str | None) -> str:
    """The language chosen, else that of this computer, else English."""
    if chosen:
        return chosen
    import locale

    return {"ja": "ja", "th": "th"}.get((locale.getlocale()[0] or "en")[:2].lower(), "en")


def _today() -> date:
    return date.today()  # noqa: DTZ011 (the writer's own day)


def _last_day(until: datetime | None) -> date:
    return until.date() if until else _today() - timedelta(days=1)


@contextmanager
def _refusals(lang: str) -> Iterator[None]:
    """Bad input ends with one sentence and exit code 3."""
    from genkan.clock import UnknownZone
    from genkan.nouns import Refused, Trouble

    try:
        yield
    except Refused as refused:
        _refuse(refused, lang)
    except MemoryError:
        _refuse(Refused(Trouble.TOO_LARGE), lang)
    except UnknownZone:
        raise click.BadParameter(
            "such as Asia/Bangkok, Asia/Tokyo, Europe/London", param_hint="--zone"
        ) from None
    except BrokenPipeError:
        sys.exit(0)
    except OSError as problem:  # nowhere to write: what the system says, without the whole path
        raise click.ClickException(f"{problem.strerror}") from None


def _refuse(refused: Refused, lang: str) -> None:
    from genkan.sheet import refusal_told

    told = refusal_told(refused, lang)  # a place in an answers file is in that file's own words
    click.echo(_printable(told), err=True)
    sys.exit(REFUSED)


def _reading_of(
    paths: Sequence[str], zone: str | None, as_of: datetime | None, lang: str, answers: Path | None
) -> tuple[Answers, Reading]:
    from genkan import course, store
    from genkan.answers import answers_from
    from genkan.nouns import Answers, Refused

    given = Answers()
    if answers is not None:
        given = answers_from(_answers_in(answers), answers.name)
    last = as_of or datetime.now()  # noqa: DTZ005 (the reader's own day, give or take one)
    until_ms = ((last.date() - date(1970, 1, 1)).days + 3) * 86_400_000
    with _bar(lang) as progress:
        try:
            return given, course.read(store.sources_of(paths), zone or local_zone(), until_ms, progress)
        except Refused as refused:
            raise _about_what_was_given(refused, paths) from None


def _about_what_was_given(refused: Refused, paths: Sequence[str]) -> Refused:
    """When nobody knows anything in a folder or zip, that is said about the whole of it."""
    from genkan.importers.gathering import shown_name
    from genkan.nouns import Refused, Trouble

    given = {shown_name(Path(path).name) for path in paths}
    if refused.trouble not in (Trouble.UNKNOWN_FORMAT, Trouble.PICTURE) or refused.file in given:
        return refused
    return Refused(Trouble.UNKNOWN_FORMAT, min(given))


def _answers_in(path: Path) -> bytes:
    from genkan import store
    from genkan.nouns import Refused, Trouble

    with store.FileSource(path).open() as stream:
        content = stream.read(MOST_ANSWERS + 1)
    if len(content) > MOST_ANSWERS:
        raise Refused(Trouble.TOO_LARGE, path.name)
    return content


def local_zone() -> str:
    """This computer's time zone by name; UTC when it has none."""
    import os

    from genkan.clock import UnknownZone, zone_info

    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.resolve()).partition("zoneinfo/")[2]
    try:
        zone_info(named)
    except UnknownZone:
        return "UTC"
    return named or "UTC"


@contextmanager
def _bar(lang: str) -> Iterator[Callable[[str, int, int | None], None] | None]:
    """A progress bar on a terminal, nothing otherwise."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TransferSpeedColumn

    from genkan.knowledge import sentence

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(name: str, count: int, size: int | None) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(f"{sentence('page.reading', lang)} {name}", total=size)
            bar.update(tasks[name], advance=count)

        yield told


def _tell(
    reading: Reading,
    given: Answers,
    as_of: datetime | None,
    lang: str,
    guessed_zone: bool,
    outputs: dict[str, Any],
) -> None:
    from genkan import stages
    from genkan.course import course_of

    if outputs["definition"] not in stages.definitions():
        raise click.BadParameter(", ".join(stages.definitions()), param_hint="--definition")
    course = course_of(reading.days, given, as_of.date() if as_of else None, outputs["definition"])
    if not outputs["quiet"]:
        from genkan.terminal import print_sheet

        print_sheet(course, reading, lang, local_zone() if guessed_zone else None)
    try:
        _write(course, reading, lang, outputs)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise click.ClickException(f"{problem.strerror}") from None


def _write(course: Course, reading: Reading, lang: str, outputs: dict[str, Any]) -> None:
    from genkan import store
    from genkan.course import watching_of
    from genkan.knowledge import sentence

    drawn = ("html", "pdf", "png", "svg")
    watching = watching_of(course) if any(outputs[name] for name in drawn) else None
    if outputs["html"]:
        from genkan.letters.html import html_of

        store.write_text(html_of(course, reading, lang, watching), outputs["html"])
    if outputs["pdf"]:
        from genkan.letters.paper import pdf_of

        store.write_bytes(pdf_of(course, reading, lang, watching), outputs["pdf"])
    if outputs["png"]:
        from genkan.letters.paper import png_of

        store.write_bytes(png_of(course, lang, watching=watching), outputs["png"])
    if outputs["svg"] and watching is not None:
        from genkan.pictures import way_out
        from genkan.sheet import pins_of

        way = way_out(course.days, course.stage, lang, pins=pins_of(watching))
        store.write_text(way.alone(), outputs["svg"])
    if outputs["json_"]:
        store.write_text(store.course_json(course, reading), outputs["json_"])
    if outputs["parquet"]:
        store.write_parquet(course.days, outputs["parquet"])
    for name in ("html", "pdf", "png", "svg", "json_", "parquet"):
        if outputs[name]:
            click.echo(sentence("page.saved", lang, file=outputs[name].name), err=True)


if __name__ == "__main__":
    main()
