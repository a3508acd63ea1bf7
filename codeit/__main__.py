"""Entry point of `codeit` and `python -m codeit`."""


def main() -> None:
    """Run the command line; spawned workers re-import this file and must find no work here."""
    from codeit.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
