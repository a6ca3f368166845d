"""Reports of crashes: made of what a run left, by the next one; redacted, and few."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.crash_file import ENDED, MAX_NOTES, CrashFile, left_by_earlier
from app.core.paths import Paths, user_paths
from app.services.support import crash_reports
from app.services.support.scrub import Kind, KnownName, Scrubber

VERSIONS = [("Program", "0.1.0")]
CRASHING = """
import sys, faulthandler
from pathlib import Path
from app.core.crash_file import CrashFile
file = CrashFile(Path(sys.argv[1]))
file.open()
def paint_event():
    faulthandler._sigsegv()
paint_event()
"""


@pytest.fixture
def paths() -> Paths:
    return user_paths()


@pytest.fixture
def crash_log(paths: Paths) -> Path:
    return paths.log / "crash.log"


def take(paths: Paths) -> crash_reports.CrashReport | None:
    return crash_reports.take_left(paths, VERSIONS, Scrubber([KnownName(Kind.HOST, "spark-7f3a")]))


def test_crash_of_the_process_becomes_a_report(paths: Paths, crash_log: Path) -> None:
    paths.log.mkdir(parents=True)
    paths.log_file.write_text(
        "2020-01-01 10:00:00,000 INFO    MainThread app: spark-7f3a is lost\n"
    )
    died = subprocess.run(
        [sys.executable, "-c", CRASHING, str(crash_log)], cwd=Path.cwd(), timeout=60, check=False
    )
    assert died.returncode != 0
    following = CrashFile(crash_log)
    following.open()
    report = take(paths)
    following.close()
    assert report is not None
    assert report.crashed
    assert report.title.startswith("Fatal Python error: Segmentation fault")
    assert "paint_event" in report.text
    assert "[host-1] is lost" in report.text
    assert "Program: 0.1.0" in report.text
    (kept,) = crash_reports.reports(paths)
    assert (kept.path, kept.text, kept.crashed) == (report.path, report.text, True)
    assert kept.time == pytest.approx(report.time)
    assert take(paths) is None
    assert not crash_log.exists()
    crash_reports.delete(report)
    assert crash_reports.reports(paths) == ()


def test_errors_of_a_run_that_went_on_are_no_crash(paths: Paths, crash_log: Path) -> None:
    file = CrashFile(crash_log)
    file.open()
    for _ in range(MAX_NOTES + 20):
        file.note("uncaught exception in MainThread", "ValueError: password=hunter22 of spark-7f3a")
    file.close()
    assert crash_log.read_text().endswith(f"{ENDED}\n")
    assert crash_log.read_text().count("ValueError") == MAX_NOTES
    following = CrashFile(crash_log)
    following.open()
    following.close()
    report = take(paths)
    assert report is not None
    assert not report.crashed
    assert report.title == "ValueError: password=••• of [host-1]"
    assert "hunter22" not in report.text


def test_run_without_faults_leaves_nothing(paths: Paths, crash_log: Path) -> None:
    file = CrashFile(crash_log)
    file.open()
    assert crash_log.exists()
    file.close()
    assert not crash_log.exists()
    assert not left_by_earlier(crash_log).exists()
    assert take(paths) is None


def test_report_that_cannot_be_kept_is_made_at_the_next_start(
    paths: Paths, crash_log: Path
) -> None:
    left = left_by_earlier(crash_log)
    left.parent.mkdir(parents=True)
    left.write_text("Fatal Python error: Aborted\n")
    (paths.log / "crashes").write_text("a file where the folder should be")
    with pytest.raises(OSError, match=r"."):
        take(paths)
    assert left.exists()
    (paths.log / "crashes").unlink()
    assert take(paths) is not None


def test_only_the_newest_reports_are_kept(paths: Paths, crash_log: Path) -> None:
    left = left_by_earlier(crash_log)
    left.parent.mkdir(parents=True)
    for number in range(crash_reports.KEPT + 3):
        left.write_text(f"Fatal Python error: number {number}\n")
        os.utime(left, (1_700_000_000 + number, 1_700_000_000 + number))
        take(paths)
    kept = crash_reports.reports(paths)
    assert len(kept) == crash_reports.KEPT
    assert kept[0].title.endswith(f"number {crash_reports.KEPT + 2}")


def test_errors_too_long_to_be_kept_are_no_crash(paths: Paths, crash_log: Path) -> None:
    crash_log.parent.mkdir(parents=True, exist_ok=True)
    left_by_earlier(crash_log).write_text(f"=== 1 odd\n{'x' * crash_reports.MAX_STACKS}\n{ENDED}\n")
    report = take(paths)
    assert report is not None
    assert not report.crashed
    assert len(report.text) < 2 * crash_reports.MAX_STACKS
