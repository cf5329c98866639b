"""Entry: `python app.py` serves the instance named by SRAS_INSTANCE (default: ./instance)."""

from sras.cli import main

if __name__ == "__main__":
    raise SystemExit(main(["serve"]))
