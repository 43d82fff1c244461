"""The examples for operators: each parses, names only what exists, and its units are hardened."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from tests.web.people import services

from genkan_web import boxes, carried, kept
from genkan_web.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
GUIDES = (ROOT / "docs/how-to/operate.md", ROOT / "docs/how-to/keep-it-safe.md")
KNOWN_SETTINGS = set(
    re.findall(
        r"GENKAN_[A-Z_]+",
        "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/genkan_web").glob("*.py")),
    )
)
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "UMask": "0077",
    "User": "genkan",
}


# ── Reading ──


def unit(path: Path) -> dict[str, dict[str, list[str]]]:
    """A systemd unit: section, name, values."""
    found: dict[str, dict[str, list[str]]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, equals, value = line.partition("=")
            assert equals, line
            found.setdefault(section, {}).setdefault(name, []).append(value)
    return found


def plain_yaml(text: str) -> Any:
    """The plain part of YAML that the example keeps to: maps, lists, words; ValueError for anything else."""
    lines = [(len(line) - len(line.lstrip()), line.strip()) for line in text.splitlines()]
    return _block([one for one in lines if one[1] and not one[1].startswith("#")])


def _block(lines: list[tuple[int, str]]) -> Any:
    if all(line.startswith("- ") for _, line in lines):
        return [_scalar(line[2:]) for _, line in lines]
    found: dict[str, Any] = {}
    while lines:
        depth, line = lines[0]
        name, colon, value = re.fullmatch(r"([\w-]+)(:)(?: (.*))?", line).groups()  # type: ignore[union-attr]
        inner = 1
        while inner < len(lines) and lines[inner][0] > depth:
            inner += 1
        if name in found or not colon or (value and inner > 1):
            raise ValueError(line)
        found[name] = _block(lines[1:inner]) if inner > 1 else _scalar(value or "")
        lines = lines[inner:]
    return found


def _scalar(text: str) -> Any:
    if text.startswith("["):
        return [_scalar(one) for one in re.findall(r'"[^"]*"', text)]
    if text.startswith('"') and text.endswith('"'):
        return text[1:-1]
    if not re.fullmatch(r"[\w./-]*", text) or text.lower() in ("yes", "no", "on", "off"):
        raise ValueError(text)
    return text


# ── Commands ──


def problem_with(words: list[str]) -> str:
    """What is wrong with the words after «genkan»; nothing where each command and option exists."""
    here: click.Command = main
    while isinstance(here, click.Group) and words and not words[0].startswith("-"):
        inner = here.commands.get(words[0])
        if inner is None:
            return f"no command {words[0]}"
        here, words = inner, words[1:]
    known = {name for one in here.params for name in (*one.opts, *one.secondary_opts)} | {
        "--help",
        "--version",
    }
    unknown = [word for word in words if word.startswith("--") and word.partition("=")[0] not in known]
    return f"no option {unknown[0]} of {here.name}" if unknown else ""


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every call of genkan in examples and guides, by file."""
    for path in [*EXAMPLES.rglob("*.*"), *GUIDES]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".md":
            text = "\n".join(re.findall(r"(?m)^(?: {4}|\$ )(.*)$", text)).replace("\\\n", " ")
        for line in text.splitlines():
            for call in re.findall(r"(?:^|[\s/])(?:genkan|as_site) ((?:[a-z]|--[a-z])[^#&|>;'`]*)", line):
                if not path.suffix.startswith((".env", ".conf")) and not line.lstrip().startswith("#"):
                    yield path.name, shlex.split(call.replace('"', ""))


def test_every_command_in_examples_and_guides_exists() -> None:
    """Commands and options, as the command line itself knows them."""
    found = [(name, words) for name, words in commands() if not name.startswith("Containerfile")]
    calls = [(name, words) for name, words in found if words and words[0] not in NOT_CALLS]
    wrong = {(name, " ".join(words), problem_with(words)) for name, words in calls if problem_with(words)}
    assert not wrong
    assert {"serve", "backup", "record", "keys", "restore", "centre", "invite"} <= {w[0] for _, w in calls}


NOT_CALLS = {"genkan"}  # «install -o genkan -g genkan …», «useradd … genkan»


def test_the_judge_of_commands_sees_what_is_planted() -> None:
    """A command that does not exist, an option that does not."""
    assert problem_with(["serve", "--port", "1"]) == ""
    assert "no command" in problem_with(["record", "vanish"])
    assert "no option" in problem_with(["serve", "--fast"])


def test_every_setting_in_the_examples_is_read_by_the_site() -> None:
    """A setting with a slip in its name would be silence."""
    for path in EXAMPLES.rglob("*"):
        if path.is_file():
            named = set(re.findall(r"GENKAN_[A-Z_]+", path.read_text(encoding="utf-8")))
            assert named <= KNOWN_SETTINGS, path


# ── Units ──


@pytest.mark.parametrize("name", ["genkan.service", "genkan-backup.service"])
def test_the_services_are_hardened(name: str) -> None:
    """No rights but those of one account, no file to write but the site's own."""
    told = unit(EXAMPLES / "systemd" / name)["Service"]
    assert {key: told[key][-1] for key in HARDENED} == HARDENED
    assert told["StateDirectory"] == ["genkan"]
    assert "@system-service" in told["SystemCallFilter"]


def test_the_service_waits_longer_than_the_server_needs_to_stop() -> None:
    """Else systemd would cut off what is still being answered."""
    from genkan_web import serving

    needs = serving.LAST_CALL_SECONDS + serving.GRACE_SECONDS
    assert int(unit(EXAMPLES / "systemd/genkan.service")["Service"]["TimeoutStopSec"][0]) > needs
    services = plain_yaml((EXAMPLES / "container/compose.yaml").read_text(encoding="utf-8"))["services"]
    assert int(services["site"]["stop_grace_period"].removesuffix("s")) > needs


@pytest.mark.slow
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    """Its own verdict; the control, a unit with a slip, is told."""
    for path in (EXAMPLES / "systemd").glob("genkan*.[st]*"):
        text = path.read_text(encoding="utf-8").replace("/opt/genkan/genkan", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")

    def verdict() -> str:
        names = [str(one) for one in sorted(tmp_path.glob("genkan*"))]
        done = subprocess.run(
            ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False
        )
        return "".join(line for line in done.stderr.splitlines(True) if "genkan" in line)

    assert verdict() == ""
    file = tmp_path / "genkan.service"
    file.write_text(file.read_text().replace("ProtectSystem=strict", "ProtectSystem=stric"))
    assert "stric" in verdict()


# ── The proxy ──


def size_in_proxy(name: str, text: str) -> int:
    """Bytes of one buffer of this name in the example; 0 where it is not said."""
    found = re.search(rf"(?m)^ +{name} (?:\d+ )?(\d+)k;", text)
    return int(found[1]) << 10 if found else 0


def test_the_proxy_lets_through_every_cookie_of_ours() -> None:
    """All answers and all carried words at once, in one line of a request and in the head of an answer."""
    text = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    most = sum(one.parts * (boxes.PART + 200) for one in (kept.BOX, carried.BOX))
    for name in ("large_client_header_buffers", "proxy_buffer_size", "proxy_buffers"):
        assert size_in_proxy(name, text) >= most, name
    assert size_in_proxy("proxy_buffer_size", "# proxy_buffer_size 64k;") == 0


@pytest.mark.slow
def test_nginx_understands_the_example(tmp_path: Path) -> None:
    """Its own verdict; the control, a setting with a slip, is told."""
    text = (EXAMPLES / "nginx.conf").read_text(encoding="utf-8")
    services.certificate(tmp_path)
    for there, here in (
        ("/etc/ssl/genkan/full.pem", "here.pem"),
        ("/etc/ssl/genkan/key.pem", "here.key"),
    ):
        assert there in text
        text = text.replace(there, str(tmp_path / here))

    def verdict(site: str) -> tuple[int, str]:
        whole = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{site}}}\n"
        (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
        program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
        command = [program, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert verdict(text)[0] == 0, verdict(text)[1]
    assert "proxy_bufer" in verdict(text.replace("proxy_buffer_size", "proxy_bufer_size"))[1]


# ── Containers ──


def test_the_compose_file_hangs_together() -> None:
    """Volumes are declared, the command exists, only images are named, nothing runs with more rights."""
    text = (EXAMPLES / "container/compose.yaml").read_text(encoding="utf-8")
    told = plain_yaml(text)
    site, database = told["services"]["site"], told["services"]["database"]
    assert problem_with(site["command"]) == ""
    used = {one.partition(":")[0] for service in (site, database) for one in service["volumes"]}
    assert used == set(told["volumes"])
    assert (EXAMPLES / "container" / site["build"]["context"]).resolve() == ROOT
    assert (ROOT / site["build"]["dockerfile"]).exists()
    assert set(site["depends_on"]) <= set(told["services"])
    assert (site["read_only"], site["cap_drop"]) == ("true", ["ALL"])
    assert site["ports"] == ["127.0.0.1:8000:8000"]
    assert "/" not in database["image"]


def test_the_reader_of_compose_files_refuses_what_it_does_not_know() -> None:
    """A doubled name, a word that YAML takes for something else, an anchor."""
    assert plain_yaml("a:\n  b: x\n  c:\n    - y\n") == {"a": {"b": "x", "c": ["y"]}}
    for planted in ("a: x\na: y\n", "a: no\n", "a: &b x\n", "a: x\n  b: y\n"):
        with pytest.raises((ValueError, AttributeError)):
            plain_yaml(planted)


def test_the_container_starts_what_exists_and_copies_no_secrets() -> None:
    """Entry and command are the command line's own; folders with secrets stay outside of the image."""
    text = (EXAMPLES / "container/Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    steps = dict(line.split(" ", 1) for line in text.splitlines() if line and line[0].isupper())
    assert steps["ENTRYPOINT"] == '["/opt/genkan/genkan"]'
    assert problem_with(re.findall(r'"([^"]+)"', steps["CMD"])) == ""
    assert steps["USER"] == "genkan"
    assert "/" not in steps["FROM"]
    assert (ROOT / "genkan").exists()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {"var", ".git", "**/site.keys", ".venv*"} <= set(ignored)
