"""The commands about the program itself: keys, settings, the machine it runs on, the tour."""

from __future__ import annotations

import click

from tui.commands.group import cli, config_option, json_option


@cli.command()
@json_option
@config_option
def keys(json: bool) -> int:
    """Print the keys that hold, with your own in their places.

    \b
    Example: crossread keys --json
    """
    from tui.headless.configuration import print_keys

    return print_keys(json)


@cli.command()
@json_option
@config_option
def config(json: bool) -> int:
    """Print every setting, where its value comes from, and what is wrong with your configuration.

    \b
    Example: crossread config
    """
    from tui.headless.configuration import print_config

    return print_config(json)


@cli.command()
@click.option("--quick", is_flag=True, help="Leave out the test of the input method, which waits for you to type.")
@json_option
@config_option
def doctor(quick: bool, json: bool) -> int:
    """Look for what keeps crossread from working well here, and say what to do about it.

    Size, colours, widths, clipboard, keyboard, input method, optional parts, configuration. The exit code is 1 when
    there is something to do.

    \b
    Example: crossread doctor
    """
    from tui.headless.doctor import doctor

    return doctor(json=json, quick=quick)


@cli.command()
@config_option
def tour() -> int:
    """Show in three minutes, and by doing, how it works: mark, link, digest.

    It is in the demo library; nothing of yours is touched.

    \b
    Example: crossread tour
    """
    from tui.headless.demo import demo

    return demo(None, tour=True)
