"""The table of docs/mutations.md: a row for each safeguard, kept by the scripts that take them out."""

import datetime
import re

HEAD = ["| name | taken out | noticed by | tried |", "|---|---|---|---|"]


def row(name, what, noticed):
    """A row of today's; `noticed` is text in Markdown."""
    return f"| {name} | {what} | {noticed} | {datetime.date.today()} |"


def keep(page, section, names, rows):
    """Puts `rows`, by name, into the table behind the heading `## section` of the file `page`. Rows of names that are not in `names` any more
    go; those that were not tried stay as they are. The order is that of `names`."""
    text = open(page).read()
    before, heading, rest = text.partition(f"## {section}\n")
    if not heading:
        raise SystemExit(f"{page} has no section {section}")
    table = re.search(r"(?:^\|.*\n)+", rest, re.M)
    if not table:
        raise SystemExit(f"{page}: there is no table in the section {section}")
    old = {line.split("|")[1].strip(): line for line in table.group().splitlines()[len(HEAD):]}
    lines = HEAD + [found for found in (rows.get(name, old.get(name)) for name in names) if found]
    with open(page, "w") as out:
        out.write(before + heading + rest[:table.start()] + "\n".join(lines) + "\n" + rest[table.end():])
