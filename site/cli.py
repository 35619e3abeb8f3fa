"""The command line: one thin command per verb, read when it is asked for; services do the work."""

from __future__ import annotations

import click

from navigator.verbs import Navigator

#: Each command, in the order of the help: where it is written.
COMMANDS = {
    "init": "cli_site:init",
    "demo": "cli_site:demo",
    "serve": "cli_site:serve",
    "worker": "cli_site:worker",
    "reindex": "cli_site:reindex",
    "check": "cli_site:check",
    "import": "cli_import:import_",
    "export": "cli_copy:export",
    "pull": "cli_copy:pull",
    "backup": "cli_keeping:backup_",
    "restore": "cli_keeping:restore_",
    "purge": "cli_keeping:purge_",
    "rekey": "cli_keeping:rekey_",
    "staff": "cli_staff:staff",
    "report": "cli_reports:report",
    "booklet": "cli_print:booklet",
    "exchange": "cli_money:exchange",
    "dump": "cli_site:dump_",
}


@click.group(
    "navigator",
    cls=Navigator,
    written=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
def main() -> None:
    """Навигатор: каталог программ дополнительного образования детей."""
