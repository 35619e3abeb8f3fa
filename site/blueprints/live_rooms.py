"""The rooms that need the server: a static copy holds none of them and does not even read their code."""

from __future__ import annotations

from navigator.blueprints import (
    api,
    changes,
    content,
    following,
    health,
    money,
    requests,
    reviews,
)
from navigator.blueprints.staff import budget as desk_budget
from navigator.blueprints.staff import certificates as desk_certificates
from navigator.blueprints.staff import copy as desk_copy
from navigator.blueprints.staff import groups as desk_groups
from navigator.blueprints.staff import intake as desk_intake
from navigator.blueprints.staff import journal as desk_journal
from navigator.blueprints.staff import marks as desk_marks
from navigator.blueprints.staff import pages as desk_pages
from navigator.blueprints.staff import programs as desk_programs
from navigator.blueprints.staff import queue as desk_queue
from navigator.blueprints.staff import reports as desk_reports
from navigator.blueprints.staff import reviews as desk_reviews
from navigator.blueprints.staff import sheets as desk_sheets
from navigator.blueprints.staff import sign_in

LIVE_ROOMS = (
    health.bp,
    api.bp,
    changes.bp,
    money.bp,
    requests.bp,
    following.bp,
    reviews.family,
    content.machines,
    sign_in.bp,
    desk_queue.bp,
    desk_programs.bp,
    desk_groups.bp,
    desk_certificates.bp,
    desk_budget.bp,
    desk_intake.bp,
    desk_sheets.bp,
    desk_reports.bp,
    desk_journal.bp,
    desk_reviews.bp,
    desk_marks.bp,
    desk_pages.bp,
    desk_copy.bp,
)
