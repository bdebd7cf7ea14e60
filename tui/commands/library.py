"""The commands about a library as a whole: is it sound, copies of it, git."""

from __future__ import annotations

import click

from tui.commands.group import chosen_library, cli, json_option, library_option


@cli.command()
@click.option("--repair", is_flag=True, help="Mend what can be mended, after a backup.")
@click.option("--let-go", is_flag=True, help="Let go of what stood in deleted files; the reader's undo takes it back.")
@json_option
@library_option
def check(json: bool, repair: bool, let_go: bool) -> int:
    """Say whether the library is whole. The exit code is 1 when it is not.

    Every record, text, sum and reference is looked at, and what a merge left to choose from. What stood in a file that
    was deleted is brought back by --repair, or let go.

    \b
    Example: crossread check --repair
    """
    from tui.headless.upkeep import check

    if repair and let_go:
        raise click.UsageError("--repair brings back what stood in deleted files: give one of --repair and --let-go.")
    return check(chosen_library(), json=json, repair=repair, let_go=let_go)


@cli.command()
@click.argument("conflict", metavar="[ID]", required=False)
@click.option("--take", "choice", flag_value="take", help="The other value stands from now on.")
@click.option("--keep", "choice", flag_value="keep", help="What stands is right; the other value goes.")
@json_option
@library_option
def conflicts(conflict: str | None, choice: str | None, json: bool) -> int:
    """List values that lost when versions of the library were merged, or choose one by its id.

    \b
    Example: crossread conflicts 3f9a2c --take
    """
    from tui.headless.upkeep import conflicts

    if (conflict is None) != (choice is None):
        raise click.UsageError("To choose, give an id and --take or --keep.")
    return conflicts(chosen_library(), conflict, choice, json)


@cli.command()
@click.argument("path", metavar="[PATH]", required=False)
@library_option
def backup(path: str | None) -> int:
    """Write the whole library into one file and print its path: PATH, or a new name in that or the current folder.

    \b
    Example: crossread backup ~/backups/
    """
    from tui.headless.upkeep import backup

    return backup(chosen_library(), path)


@cli.command()
@click.argument("backup", metavar="BACKUP")
@library_option
def restore(backup: str) -> int:
    """Put a backup in place of the library. The library as it is now is kept beside it.

    \b
    Example: crossread restore ~/backups/crossread-thesis-20260131-093000.zip
    """
    from tui.headless.upkeep import restore

    return restore(chosen_library(), backup)


@cli.command()
@click.option("--git", is_flag=True, help="Also set up git: what it ignores, and that crossread merges the files.")
@library_option
def init(git: bool) -> int:
    """Start a library in the current folder, or in that of --library.

    With --git, which every clone needs once, marks that were made in two clones are merged one by one.

    \b
    Example: crossread init --git
    """
    from tui.headless.upkeep import init

    return init(chosen_library(), git=git)


@cli.command()
@click.argument("base", metavar="BASE")
@click.argument("ours", metavar="OURS")
@click.argument("theirs", metavar="THEIRS")
@click.argument("path", metavar="[PATH]", default="")
def merge(base: str, ours: str, theirs: str, path: str) -> int:
    """Merge two versions of a library file into OURS: git's merge driver, which init --git sets up.

    BASE is what both come from, or an empty file. PATH is the file's path in the repository.

    \b
    Example: crossread merge base.json ours.json theirs.json
    """
    from tui.headless.upkeep import merge

    return merge(base, ours, theirs, path)
